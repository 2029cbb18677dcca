"""What a person meets when something is wrong: pages that say what to do, and pages that go on by themselves."""

import re
from functools import partial

import pytest
from django.db import OperationalError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import expect

from kb.faults import fault, surroundings
from kb.refusals import ErrorPages
from policies.errors import Conflict
from tests.browser.test_accessibility import OVER_THE_EDGE, turn, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# What each of the pages below has to say besides its heading: who was first and what was typed, a reference, where to look.
SAID = (
    ["Olivia published version 5 meanwhile.", "You can cancel until the parcel leaves", "See what holds now"],
    ["This page tries again by itself.", re.compile("[2-9A-Z]{4}-[2-9A-Z]{4}")],
    ["Nothing you wrote was published.", re.compile("[2-9A-Z]{4}-[2-9A-Z]{4}")],
    ["Здесь ничего нет", "Все вопросы"],
)
TYPED = {"body": "You can cancel until the parcel leaves our warehouse. " * 5}


def error_pages():
    """Each page for an error, as it would come with its status."""
    refusals = ErrorPages(lambda _: None)
    sent = RequestFactory().post("/desk/card/x/3/edit/", TYPED)
    yield refusals.process_exception(sent, Conflict("Olivia published version 5 meanwhile."))
    yield refusals.process_exception(RequestFactory().get("/faq/ru/"), OperationalError("away"))
    yield fault(RequestFactory().get("/"))


def _say(body, route):
    route.fulfill(body=body, content_type="text/html; charset=utf-8")


def test_axe_finds_nothing_on_pages_for_errors(page_at):
    page = page_at(1280, reduced_motion="reduce")
    bodies = [answer.content.decode() for answer in error_pages()]
    with translation.override("ru"):
        bodies.append(render_to_string("404.html", surroundings(RequestFactory().get("/faq/ru/x/"))))
    for body, words in zip(bodies, SAID, strict=True):
        # With status 200: what the browser says of another one in its console would be a fault of any other page.
        page.route("**/wrong/", partial(_say, body))
        page.goto("/wrong/")
        for width, scheme in ((1280, "light"), (375, "light"), (320, "dark")):
            turn(page, width, scheme)
            assert width == 375 or violations(page) == [], page.title()
            assert page.evaluate(OVER_THE_EDGE) <= 0, page.title()
            for said in words:
                expect(page.get_by_role("main").get_by_text(said).first).to_be_visible()
        page.unroute("**/wrong/")


def test_a_page_that_could_not_be_made_opens_by_itself(store, page):
    store.cancel_order()
    (_, away, _) = error_pages()
    body = away.content.decode().replace('data-to="/faq/ru/"', 'data-to="/faq/en/cancel-order/"')
    page.route("**/wrong/", partial(_say, body))
    page.goto("/wrong/")
    expect(page.get_by_role("heading", name="Can I still cancel my order?")).to_be_visible()


@pytest.mark.parametrize(("address", "width"), [("/faq/en/", 375), ("/faq/en/", 1280), ("/", 375), ("/", 1280)])
def test_what_is_typed_while_the_site_is_out_of_reach_is_looked_for_when_it_is_back(store, people, page_of, address, width):
    store.cancel_order()
    page = page_of(people.ana, width)
    page.goto(address)
    before = page.get_by_role("searchbox").bounding_box()
    page.context.set_offline(True)
    expect(page.get_by_role("alert")).to_contain_text("You are offline. What you typed stays here")
    page.get_by_role("searchbox").fill("cancel")
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox")).to_have_value("cancel")
    assert page.get_by_role("searchbox").bounding_box() == before
    page.context.set_offline(False)
    expect(page.locator("main")).to_contain_text("Can I still cancel my order?")
    expect(page.get_by_role("alert").filter(has_text="offline")).to_have_count(0)


def test_a_site_that_does_not_answer_is_asked_again(store, people, page_of):
    store.cancel_order()
    page = page_of(people.ana)
    page.goto("/faq/en/")
    page.route(
        "**/faq/en/search/**", lambda route: route.fulfill(status=200, headers={"HX-Trigger": "htmx:sendError"}, body="")
    )
    page.route("**/healthz", lambda route: route.fulfill(status=204))
    page.get_by_role("searchbox").fill("cancel")
    expect(page.get_by_role("alert")).to_contain_text("We could not be reached.")
    page.unroute("**/faq/en/search/**")
    expect(page.get_by_role("alert")).to_contain_text("The connection is back.")


@pytest.mark.parametrize("width", [375, 1280])
def test_waiting_moves_nothing(store, people, page_of, width):
    store.cancel_order()
    page = page_of(people.ana, width)
    page.goto("/faq/en/")
    before = page.get_by_role("heading", level=1).bounding_box()
    page.evaluate("document.querySelector('form[data-asked]').classList.add('htmx-request')")
    line = page.evaluate(
        "(() => { const s = getComputedStyle(document.documentElement, '::before'); return [s.position, s.height]; })()"
    )
    assert line == ["fixed", "2px"]
    assert page.get_by_role("heading", level=1).bounding_box() == before
