"""Saying what became of an offer, and proving the answer before it."""

import re

import pytest
from playwright.sync_api import expect

from policies.models import OfferOutcome
from policies.receipts import read

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADDRESS = "/?q=cancel+my+order&order_stage=packed"


def test_one_press_records_and_leaves_what_can_follow(store, people, page_of):
    store.cancel_order()
    page = page_of(people.ana)
    page.goto(ADDRESS)
    page.get_by_role("button", name="Shown").click()
    expect(page.get_by_text("Recorded: the customer was shown the offer.")).to_be_visible()
    expect(page.get_by_role("button", name="Shown")).to_have_count(0)
    page.get_by_role("button", name="Accepted").click()
    expect(page.get_by_text("Recorded: the customer accepted the offer.")).to_be_visible()
    expect(page.locator("[data-card]")).to_contain_text("Yes, you can cancel.")
    assert list(OfferOutcome.objects.values_list("kind", "channel")) == [("shown", "agents"), ("accepted", "agents")]
    assert {read(outcome.receipt).card for outcome in OfferOutcome.objects.all()} == {"cancel-order"}


@pytest.mark.parametrize("width", [375, 1280])
def test_naming_the_customer_changes_the_offer_in_place(store, people, page_of, width):
    store.cancel_order()
    store.offer(cool_down_days=30)
    page = page_of(people.ana, width)
    page.goto(ADDRESS)
    customer = page.get_by_role("textbox", name="Customer")
    customer.fill("4711")
    customer.press("Enter")
    expect(page).to_have_url(re.compile("customer_ref=4711"))
    page.get_by_role("button", name="Shown").click()
    expect(page.get_by_text("Recorded: the customer was shown the offer.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Free shipping on the next order")).to_have_count(1)
    expect(page.get_by_role("button", name="Copy offer")).to_have_count(0)
    page.get_by_role("button", name="Declined").click()
    expect(page.get_by_text("Recorded: the customer declined the offer.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_refused_is_said_in_its_place(store, people, page_of):
    store.cancel_order()
    store.offer(budget={"count": 1})
    page = page_of(people.ana)
    page.goto(ADDRESS)
    other = page_of(people.ana)
    other.goto(ADDRESS)
    page.get_by_role("button", name="Accepted").click()
    expect(page.get_by_text("Recorded: the customer accepted the offer.")).to_be_visible()
    other.get_by_role("button", name="Accepted").click()
    expect(other.get_by_text("The budget of this offer is used up.")).to_be_visible()


def test_a_receipt_leads_to_its_proof(store, people, page_of):
    store.cancel_order()
    page = page_of(people.ana)
    page.goto(ADDRESS)
    receipt = page.get_by_role("button", name="Copy receipt").get_attribute("data-copy")
    page.goto("/receipts/")
    page.get_by_label("Receipt").fill(f"{receipt[:60]}\n{receipt[60:]}")
    page.get_by_role("button", name="Show what was said").click()
    expect(page.get_by_text("Proved: these are the words, to the letter.")).to_be_visible()
    expect(page.locator("[data-card]")).to_contain_text("Yes, you can cancel.")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
