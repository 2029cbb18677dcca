"""Every page, in light and dark, narrow and wide: no violation that axe-core knows, and nothing that runs over the edge."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]
PUBLIC = (
    "/accounts/login/",
    "/faq/en/",
    "/faq/ru/cancel-order/",
    "/faq/pt-BR/cancel-order/?order_stage=packed",
    "/chat/",
    "/styleguide/",
)
COLLEAGUES = (
    "/",
    "/?q=cancel",
    "/?q=cancel&order_stage=packed",
    "/?q=cancel&order_stage=lost&lang=ru",
    "/?q=xylophone",
    "/cards/cancel-order/?order_stage=delivered",
    "/accounts/logout/",
)


def violations(page):
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark")])
def test_axe_finds_nothing(store, people, page_at, page_of, width, scheme):
    store.cancel_order()
    for pages, page in ((PUBLIC, page_at(width, scheme)), (COLLEAGUES, page_of(people.ana, width, scheme))):
        for address in pages:
            page.goto(address)
            found = violations(page)
            assert found == [], f"{address}: {found}"


@pytest.mark.parametrize("width", [320, 375, 768, 1280, 3840])
def test_nothing_runs_over_the_edge(store, people, page_of, width):
    store.cancel_order()
    page = page_of(people.ana, width)
    for address in (*PUBLIC, *COLLEAGUES):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, address


def test_the_first_tab_leads_past_the_header(people, page_of):
    page = page_of(people.ana)
    page.goto("/desk/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_what_has_the_focus_can_be_seen(store, people, page_of):
    store.cancel_order()
    page = page_of(people.ana)
    page.goto("/cards/cancel-order/?order_stage=packed")
    for _ in range(25):
        page.keyboard.press("Tab")
        assert page.evaluate("""() => {
            const here = document.activeElement;
            const shown = here.matches("[type=radio]") ? here.nextElementSibling : here.closest(".search") ?? here;
            return here === document.body || getComputedStyle(shown).outlineStyle !== "none";
        }"""), page.evaluate("document.activeElement.outerHTML")
