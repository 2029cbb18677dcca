"""The page of a card: picking without the mouse, another day, another language, and being told of changes."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from policies.models import Feedback, Involvement
from tests.parts import eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [375, 1280])
def test_the_keyboard_alone_picks_reads_and_watches(store, people, page_of, width):
    store.cancel_order()
    page = page_of(people.ana, width)
    page.goto("/cards/cancel-order/")
    answer, same = page.locator("[data-card]"), page.locator(".channels").get_by_text("The same words")
    expect(page.locator(".channels").get_by_text("Asks the customer first").first).to_be_visible()
    page.get_by_role("button", name="Packed").focus()
    page.keyboard.press("Enter")
    expect(answer).to_contain_text("Yes, you can cancel.")
    expect(same).to_have_count(page.locator(".channels tbody tr").count())
    expect(page.get_by_role("radio", name="Packed")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(answer).to_contain_text("It is on its way")
    expect(page).to_have_url("/cards/cancel-order/?lang=en&order_stage=in_transit")
    chosen = page.locator(".steps label", has_text="In Transit")
    expect(chosen).to_be_in_viewport()
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.name === 'lang'"):
            break
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="Watch", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Watching")).to_be_visible()
    expect(answer).to_be_visible()
    assert Involvement.objects.filter(part="informed", person=people.ana).count() == 1
    page.get_by_role("button", name="Watching").press("Enter")
    expect(page.get_by_role("button", name="Watch", exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [375, 1280])
def test_another_day_is_chosen_and_left_again_with_what_was_picked(store, people, page_of, width):
    card = store.cancel_order()
    later = timezone.localdate() + timedelta(days=2)  # A day is its beginning, at whatever hour this runs.
    content = store.text(card)
    content["languages"]["en"]["texts"]["not-shipped"] = "From then on: no."
    store.publish(card, content, start=timezone.now() + timedelta(hours=20))
    page = page_of(people.ana, width)
    page.goto("/cards/cancel-order/")
    page.get_by_role("button", name="Packed").click()
    expect(page.locator("[data-card]")).to_contain_text("Yes, you can cancel.")
    page.get_by_text("As of now").click()
    page.get_by_label("What was said, or will be, on").fill(later.isoformat())
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("[data-card]")).to_contain_text("From then on: no.")
    page.get_by_role("radio", name="Delivered").click()
    expect(page.locator("[data-card]")).to_contain_text("It has been delivered")
    expect(page).to_have_url(f"/cards/cancel-order/?as_of={later}&lang=en&order_stage=delivered")
    page.get_by_role("link", name="Show what holds now").click()
    expect(page.locator("[data-card]")).to_contain_text("It has been delivered")
    expect(page.get_by_text("As of now")).to_be_visible()


@pytest.mark.parametrize("width", [375, 1280])
def test_the_answer_stands_first_and_around_it_what_an_agent_needs(store, people, page_of, width):
    store.cancel_order()
    store.offer(reasons={"en": "Shipping is what most people cancel for."})
    store.card("gift-wrap")
    page = page_of(people.ana, width, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/cards/cancel-order/?order_stage=packed")
    answer, offer = page.locator("[data-card]"), page.get_by_role("group", name="Offer", exact=True)
    notes = page.get_by_role("group", name="Notes for colleagues")
    expect(notes).to_contain_text("Check the stage")
    expect(offer).to_contain_text("Why: Shipping is what most people cancel for.")
    ends = [box["y"] + box["height"] for box in (answer.bounding_box(), offer.bounding_box(), notes.bounding_box())]
    assert ends == sorted(ends)
    offer.get_by_role("button", name="Copy offer").press("Enter")
    expect(offer.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "Use STAYFREE."
    digests = page.locator(".channels__digest").evaluate_all("all => all.map((each) => each.title)")
    assert set(digests) == {answer.get_attribute("data-digest")}
    assert len(digests) > 2
    page.get_by_role("button", name="It helped").press("Enter")
    assert eventually(lambda: Feedback.objects.filter(kind="helpful").exists())
    page.goto("/cards/gift-wrap/?lang=ru")
    expect(page.get_by_text("There is no Russian text yet. This is the English answer.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
