"""Every page, in light and dark, narrow and wide: no violation that axe-core knows, and nothing that runs over the edge.

Here are the pages that most people see; with `CONCORD_AXE=all` (`make axe`) all that any role can reach by following links.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from tests.api.managing.scene import desk
from tests.browser.walking import pages_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]
PUBLIC = (
    "/accounts/login/",
    "/faq/en/",
    "/faq/en/search/?q=cancel",
    "/faq/ru/search/?q=xylophone",
    "/faq/ru/cancel-order/",
    "/faq/pt-BR/cancel-order/?order_stage=packed",
    "/chat/",
)
COLLEAGUES = (
    "/",
    "/?q=cancel&order_stage=packed",
    "/?q=cancel&order_stage=lost&lang=ru",
    "/?q=xylophone",
    "/cards/cancel-order/?order_stage=delivered",
    "/desk/",
    "/styleguide/",
    "/accounts/logout/",
)
AXE = Axe()
RUN_AXE = """() => axe.run({ resultTypes: ["violations"] }).then(
    ({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
)"""
ROLES = ("ana", "marta", "olivia", "max", "ada")
STILL = {"reduced_motion": "reduce"}  # Colours that are still changing have a contrast that nobody meant.
WIDTHS = (320, 375, 768, 1280, 3840)
OVER_THE_EDGE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
AT_REST = """() => new Promise((rest) => requestAnimationFrame(() => requestAnimationFrame(rest))).then(
    () => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => {}))).then(() => true)
)"""
UNSEEN_FOCUS = """() => {
    const here = document.activeElement;
    const shown = here.matches("[type=radio]") ? here.nextElementSibling : here.closest(".search") ?? here;
    return here !== document.body && getComputedStyle(shown).outlineStyle === "none" ? here.outerHTML : "";
}"""
STILL_MOVING = """() => [...document.querySelectorAll("*")].filter((element) => {
    const style = getComputedStyle(element);
    return [style.transitionDuration, style.animationDuration].join().split(",").some((time) => parseFloat(time) > 0.0001);
}).map((element) => element.outerHTML.slice(0, 80))"""


def turn(page, width, scheme):
    """The same page in another width and scheme, once it has come to rest."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.evaluate(AT_REST)


def violations(page):
    """Pairs of a rule's name and the elements that break it. Half a megabyte of axe-core is given to a page once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    return page.evaluate(RUN_AXE)


def in_both_schemes(page, address):
    """Wide and light, then narrow and dark, without loading the page again."""
    for width, scheme in ((1280, "light"), (375, "dark")):
        turn(page, width, scheme)
        assert violations(page) == [], f"{address} at {width}, {scheme}"


def test_axe_finds_nothing_on_the_pages_of_everybody(store, people, page_at, page_of):
    store.cancel_order()
    for pages, page in ((PUBLIC, page_at(**STILL)), (COLLEAGUES, page_of(people.ana, **STILL))):
        for address in pages:
            page.goto(address)
            in_both_schemes(page, address)


def test_nothing_runs_over_the_edge(store, people, page_of):
    store.cancel_order()
    page = page_of(people.ana)
    for address in (*PUBLIC, *COLLEAGUES):
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(OVER_THE_EDGE) <= 0, f"{address} at {width}"


def test_the_walk_finds_pages_by_their_links(store):
    store.cancel_order()
    found = pages_for(Client(), ("/faq/en/",))
    assert {"faq_topics", "faq_card", "faq_search", "chat"} <= set(found)
    assert not {"faq_changes", "find", "desk"} & set(found)


@pytest.mark.asked_for
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("role", ["nobody", *ROLES])
def test_axe_finds_nothing_on_any_page(store, people, page_at, page_of, role):
    store.cancel_order()
    desk(store)
    client = Client() if role == "nobody" else logged_in(getattr(people, role))
    page = page_at(**STILL) if role == "nobody" else page_of(getattr(people, role), **STILL)
    wrong = {}
    for name, address in pages_for(client).items():
        page.goto(address)
        for opened in page.query_selector_all("main details:not([open], .menu) > summary"):
            if opened.is_visible():
                opened.click()
        for width, scheme in ((1280, "light"), (375, "dark")):
            turn(page, width, scheme)
            wrong |= {f"{name} {address} {width}": found for found in [violations(page)] if found}
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate(OVER_THE_EDGE) > 0:
                wrong[f"{name} {address} over the edge at {width}"] = []
        page.set_viewport_size({"width": 1280, "height": 900})
    assert wrong == {}, wrong


def logged_in(person):
    client = Client()
    client.force_login(person)
    return client


def test_the_first_tab_leads_past_the_header(people, page_of):
    page = page_of(people.ana)
    page.goto("/desk/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_what_has_the_focus_can_be_seen_and_nothing_moves_for_those_who_ask(store, people, page_of):
    store.cancel_order()
    page = page_of(people.ana, **STILL)
    for address in ("/cards/cancel-order/?order_stage=packed", "/faq/en/cancel-order/"):
        page.goto(address)
        assert page.evaluate(STILL_MOVING) == []
        for _ in range(25):
            page.keyboard.press("Tab")
            assert page.evaluate(UNSEEN_FOCUS) == ""
