"""The desk without the mouse, and the overview on a laptop and on a phone, in light and dark."""

import csv

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from policies.models import Card, Served, Verification, Version
from policies.publishing import now
from policies.review.reviewing import submit
from policies.trust.flags import flag
from policies.trust.verifying import doubt
from search.models import Question
from tests.browser.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]
COUNTED = "all => all.map((each) => [each.querySelector('.key-now__count').innerText.trim(), each.getAttribute('href')])"


@pytest.fixture
def waiting(store, people):
    """Three small changes to review, and a flag."""
    for slug in ("contact-us", "gift-wrap", "sizes"):
        card = store.card(slug, risk="low")
        content = store.text(card)
        content["languages"]["en"]["short"] = "Write or call."
        submit(store.draft(card, content), by=people.marta)
    flag(store.version(card), "wrong", "No longer so.", by=people.ana)


@pytest.mark.parametrize("width", [1280, 375])
def test_a_queue_is_gone_through_by_keys_alone(waiting, people, page_of, width):
    page = page_of(people.olivia, width)
    page.goto("/desk/")
    expect(page.locator(".places__count").first).to_have_text("3")
    page.keyboard.press("?")
    if width > 1000:
        expect(page.get_by_text("Next in the queue")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Contact us")).to_be_focused()
    page.keyboard.press("x")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    expect(page.locator("[data-item] input:checked")).to_have_count(2)
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(page.locator("[data-item] input:checked")).to_have_count(1)
    page.keyboard.press("x")
    assert violations(page) == []
    approve_and_publish(page)


def approve_and_publish(page):
    """Two together, the third by itself; then what was published leads to the next."""
    page.get_by_role("button", name="Approve those chosen").press("Enter")
    expect(page.get_by_role("heading", name="Approve 2 versions?")).to_be_visible()
    page.get_by_role("button", name="Approve all of them").press("Enter")
    expect(page.get_by_text("2 versions approved.")).to_be_visible()
    page.goto("/desk/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Approve").press("Enter")
    expect(page.get_by_text("It can be published now.")).to_be_visible()
    assert Version.objects.filter(state="approved").count() == 3
    page.get_by_role("button", name="Publish").press("Enter")
    expect(page.get_by_text("Next:")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("button", name="Publish")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark")])
def test_the_overview_is_read_without_a_legend_and_without_going_sideways(waiting, store, people, page_of, width, scheme):
    card = store.cancel_order()
    at = now().at
    for channel, trust, count in (("chatbot", "verified", 70), ("chatbot", "due", 20), ("faq", "expired", 5)):
        Served.objects.create(
            day=at.date(), channel=channel, version=store.version(card), trust=trust, status="answered", count=count
        )
    asked = {"key": "k", "way": "ask", "text": "do you ship to Mars", "channel": "faq", "language": "en", "revision": 1}
    Question.objects.create(band="escalate", asked_at=at, **asked)
    page = page_of(people.max, width, scheme)
    page.goto(reverse("overview"))
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    row = page.get_by_role("row", name="chatbot")
    bar = row.locator("svg rect")
    expect(bar).to_have_count(2)
    ratio = bar.nth(0).bounding_box()["width"] / bar.nth(1).bounding_box()["width"]
    assert 3.2 < ratio < 3.8, "seventy beside twenty"
    expect(row.get_by_text("Verified", exact=True)).to_be_visible(visible=width < 1000)
    row.get_by_role("link", name="20", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("20")
    page.go_back()
    page.get_by_role("link", name="7 days").click()
    expect(page.get_by_role("link", name="7 days")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="none").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Places without an answer")
    page.go_back()
    takes_tables_away(page)
    numbers_lead_to_what_they_count(page)


def takes_tables_away(page):
    with page.expect_download() as taken:
        page.locator("a[download][href*='/answers']").click()
    assert ["chatbot", "70", "20", "0"] in [row[:4] for row in csv_of(taken.value.path())]
    with page.expect_download() as taken:
        page.locator("a[download][href*='/coverage']").click()
    assert ["Cancellation", "English", "4"] in [row[:3] for row in csv_of(taken.value.path())]


def numbers_lead_to_what_they_count(page):
    for count, address in page.locator(".key-now").evaluate_all(COUNTED):
        page.goto(address)
        said = page.locator("h1 .faint")
        assert (said.inner_text() if said.count() else "0") == count, address


def csv_of(path):
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))


@pytest.mark.parametrize("width", [375, 1280])
def test_what_waits_is_worked_off_in_its_list(waiting, store, people, page_of, width):
    for slug in ("contact-us", "gift-wrap"):
        doubt(Card.objects.get(slug=slug), by=people.max, reason="Is it still so?")
    page = page_of(people.olivia, width)
    page.goto("/desk/")
    expect(page.get_by_role("navigation", name="Main").locator(".nav__count")).to_contain_text("6")
    page.get_by_role("navigation", name="Desk", exact=True).get_by_role("link", name="Verify").click()
    page.get_by_role("link", name="1 open flag").click()
    page.get_by_label("What became of it").fill("Mended.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="No open flags")).to_be_visible()
    page.goto("/desk/verify/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_label("The source for all of them").fill("Talked to the warehouse")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Verify 2 cards?")).to_be_visible()
    expect(page.get_by_text("Talked to the warehouse")).to_have_count(2)
    assert not Verification.objects.filter(reason="Talked to the warehouse").exists()
    page.get_by_role("button", name="Verify all of them").press("Enter")
    expect(page.get_by_role("heading", name="Nothing to verify")).to_be_visible()
    expect(page.get_by_role("navigation", name="Main").locator(".nav__count")).to_contain_text("3")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
