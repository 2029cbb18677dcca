"""Typing, picking and opening on the agent's page, with the mouse and without it."""

import pytest
from playwright.sync_api import expect

from policies.models import Escalation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [375, 1280])
def test_picking_changes_the_answer_in_place_and_in_the_address(store, people, page_of, width):
    store.cancel_order()
    page = page_of(people.ana, width)
    page.goto("/")
    page.get_by_role("searchbox").fill("cancel my order")
    page.get_by_role("button", name="Packed").click()
    expect(page.locator("[data-card]")).to_contain_text("Yes, you can cancel.")
    expect(page).to_have_url("/?q=cancel%20my%20order&lang=en&order_stage=packed")
    page.get_by_role("radio", name="Delivered").click()
    expect(page.locator("[data-card]")).to_contain_text("It has been delivered")
    expect(page.get_by_text("Not allowed", exact=True)).to_be_visible()
    page.get_by_role("radio", name="Русский").click()
    expect(page.locator("[data-card]")).to_contain_text("Заказ доставлен")
    page.reload()
    expect(page.locator("[data-card]")).to_contain_text("Заказ доставлен")


def test_slash_leads_to_the_box_and_typing_goes_on_where_it_was(store, people, page_of):
    store.cancel_order()
    page = page_of(people.ana)
    page.goto("/cards/cancel-order/")
    page.keyboard.press("/")
    box = page.get_by_role("searchbox")
    expect(box).to_be_focused()
    page.keyboard.type("c/o")
    expect(box).to_have_value("c/o")


def test_another_result_opens_in_place_and_closes_with_back(store, people, page_of):
    store.cancel_order()
    store.card("cancel-fee")
    page = page_of(people.ana)
    page.goto("/?q=cancel")
    other = page.locator("article.result a")
    title = other.inner_text()
    other.click()
    expect(page.locator("article.card h2")).to_have_text(title)
    page.go_back()
    expect(page.locator("article.card h2")).not_to_have_text(title)


@pytest.mark.parametrize("width", [375, 1280])
def test_the_keyboard_alone_finds_from_any_page(store, people, page_of, width):
    store.cancel_order()
    store.card("cancel-fee")
    page = page_of(people.ana, width)
    page.goto("/receipts/")
    press = page.keyboard.press
    press("/")
    page.keyboard.type("cancel")
    expect(page.locator(".quick__one")).to_have_count(2)
    expect(page.locator("#said")).to_have_text("2 cards found.")
    press("Escape")
    expect(page.locator("#quick")).to_be_empty()
    page.keyboard.type("cancel my order")
    expect(page.locator(".quick__one").first).to_contain_text("Can I still cancel my order?")
    press("ArrowDown")
    expect(page.locator(".quick__one").first).to_be_focused()
    press("ArrowUp")
    press("Enter")
    expect(page).to_have_url("/?q=cancel+my+order")


@pytest.mark.parametrize("width", [375, 1280])
def test_the_keyboard_alone_copies_and_opens(store, people, page_of, width):
    store.cancel_order()
    store.card("cancel-fee")
    page = page_of(people.ana, width, permissions=["clipboard-read", "clipboard-write"])
    press, found = page.keyboard.press, page.locator("[data-result]")
    page.goto("/?q=cancel+my+order")
    expect(page.get_by_role("searchbox")).to_be_focused()
    results_say_all_that_decides(page)
    press("Enter")
    expect(found.first).to_be_focused()
    press("ArrowDown")
    expect(found.nth(1)).to_have_text("Cancel fee")
    press("c")
    expect(page.locator("article.card h2")).to_have_text("Cancel fee")
    expect(page.locator("article.card").get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "This is what we say about cancel fee."
    expect(found.nth(1)).to_be_focused()
    press("ArrowUp")
    press("c")  # Nothing to copy yet: this one asks first. What the other says must not be copied instead.
    press("Escape")
    expect(page.get_by_role("searchbox")).to_be_focused()
    press("Escape")
    expect(page.get_by_role("heading", name="Cancellation")).to_be_visible()
    page.keyboard.type("fee")
    expect(found.first).to_have_text("Cancel fee")
    press("ArrowDown")
    press("Enter")
    expect(page).to_have_url("/cards/cancel-fee/?lang=en")


def results_say_all_that_decides(page):
    """The short answer, what it comes to, whether it is verified, and why it was found."""
    first, second = page.locator("article.card"), page.locator("article.result")
    expect(first).to_contain_text("Where is your order now?")
    expect(first.locator(".badge--verified")).to_be_visible()
    expect(second).to_contain_text("This is what we say about cancel fee.")
    expect(second.get_by_text("Good to know", exact=True)).to_be_visible()
    expect(second.locator(".result__checked")).to_be_visible()
    expect(second).to_contain_text("Found because:")


@pytest.mark.parametrize("width", [375, 1280])
def test_filters_stay_in_the_address_and_nothing_found_leads_to_the_owner(store, people, page_of, width):
    store.topic("returns", owner=people.pavel)
    store.card("cancel-fee")
    store.card("cancel-return", topic="returns")
    page = page_of(people.ana, width)
    page.goto("/?q=cancel")
    page.get_by_role("link", name="Returns 1").click()
    expect(page.locator("[data-result]")).to_have_text(["Cancel return"])
    expect(page).to_have_url("/?q=cancel&topic=returns")
    page.get_by_role("searchbox").press("End")
    page.keyboard.type(" return")
    expect(page).to_have_url("/?q=cancel%20return&lang=en&topic=returns")
    page.get_by_role("searchbox").fill("xylophone")
    page.get_by_role("link", name="Look everywhere").click()
    expect(page.get_by_role("heading", name="No card answers this")).to_be_visible()
    page.get_by_label("Topic", exact=True).select_option("returns")
    page.get_by_role("button", name="Ask the owner").click()
    expect(page.locator(".notice--good")).to_contain_text("you will be told the answer")
    expect(page.get_by_role("searchbox")).to_have_value("xylophone")
    assert Escalation.objects.get().question == "xylophone"
    page.get_by_role("button", name="Report the gap").click()
    expect(page.locator(".notice--good")).to_contain_text("list of what is missing")
    page.get_by_role("searchbox").fill("cancle fee")
    page.get_by_role("link", name="cancel fee", exact=True).click()
    expect(page.locator("[data-result]").first).to_have_text("Cancel fee")


def test_what_does_not_fit_is_said_beside_the_results(store, people, page_of):
    store.dimension("days_since_delivery", kind="number", minimum=0, maximum=365, names={"en": "Days since delivery"})
    rules = [
        {"key": "early", "when": {"days_since_delivery": {"max": 30}}, "outcome": "allowed"},
        {"key": "late", "when": {}, "outcome": "not_allowed"},
    ]
    texts = {"early": "You can return it.", "late": "It is too late."}
    english = {"title": "Can I return this?", "short": "Within a month.", "texts": texts}
    store.card("return-item", rules=rules, languages={"en": english})
    page = page_of(people.ana)
    page.goto("/?q=return")
    page.get_by_role("spinbutton").fill("10")
    page.keyboard.press("Enter")
    expect(page.locator("[data-card]")).to_contain_text("You can return it.")
    page.get_by_role("spinbutton").fill("4000")
    page.keyboard.press("Tab")
    expect(page.locator("#problems").get_by_role("alert")).to_contain_text("365")
    page.get_by_role("spinbutton").fill("40")
    page.keyboard.press("Tab")
    expect(page.locator("[data-card]")).to_contain_text("It is too late.")
    expect(page.locator("#problems").get_by_role("alert")).to_have_count(0)


def test_it_works_without_script(store, people, page_of):
    store.cancel_order()
    page = page_of(people.ana, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("searchbox").fill("cancel my order")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("button", name="Packed").click()
    expect(page.locator("[data-card]")).to_contain_text("Yes, you can cancel.")
    expect(page.get_by_role("button", name="Copy reply")).to_have_count(0)
    page.get_by_role("radio", name="Lost").check(force=True)
    page.get_by_role("button", name="Show the answer").click()
    expect(page.locator("[data-card]")).to_contain_text("We are looking for your parcel")


def test_light_and_dark_by_hand_stay_for_the_next_page(people, page_of):
    page = page_of(people.ana)
    page.goto("/")
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.get_by_role("button", name="Light or dark").click()
    page.goto("/desk/")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light


def test_it_says_when_the_site_cannot_be_reached(store, people, page_of):
    store.cancel_order()
    page = page_of(people.ana)
    page.goto("/")
    page.route("**/?q=*", lambda route: route.fulfill(status=200, headers={"HX-Trigger": "htmx:sendError"}, body=""))
    page.get_by_role("searchbox").fill("cancel")
    expect(page.get_by_role("alert")).to_contain_text("We could not be reached.")
