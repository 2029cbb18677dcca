"""What surrounds an answer on a working day, on a phone and at a desk: what is new, to be read, wrong, or lags behind."""

import pytest
from playwright.sync_api import expect

from policies.models import Acknowledgement
from policies.notices.must_reads import require_reading
from policies.trust.flags import Flag
from tests.parts import eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOTH = pytest.mark.parametrize("width", [375, 1280])
QUESTION = {"en": {"text": "Until when can one cancel?", "options": ["Until it is packed", "Until it is sent"]}}


@BOTH
def test_a_card_says_what_is_new_and_takes_what_is_wrong_with_it(store, people, page_of, width):
    card = store.cancel_order()
    page = page_of(people.ana, width)
    page.goto("/cards/cancel-order/")
    expect(page.get_by_text("Changed since you last looked")).to_have_count(0)
    changed = store.text(card)
    changed["languages"]["en"]["short"] = "You can cancel until the parcel is packed."
    store.publish(card, changed)
    page.reload()
    page.get_by_text("Show the difference").press("Enter")
    expect(page.locator(".changed ins", has_text="packed").first).to_be_visible()
    page.get_by_role("button", name="Got it").press("Enter")
    expect(page.get_by_text("Changed since you last looked")).to_have_count(0)
    page.get_by_text("As a table").press("Enter")
    history = page.get_by_role("table").filter(has_text="In force from")
    expect(history.get_by_role("row").filter(has_text="cancel-order")).to_have_count(2)
    page.get_by_text("Flag this card").press("Enter")
    page.get_by_role("radio", name="Wrong").press(" ")
    page.get_by_label("What should those who answer for it know?").fill("It is three days now.")
    page.get_by_role("button", name="Send the flag").press("Enter")
    assert eventually(lambda: Flag.objects.filter(comment="It is three days now.", by=people.ana).exists())
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@BOTH
def test_what_must_be_read_is_read_and_answered_by_keys(store, people, page_of, width):
    card = store.cancel_order()
    require_reading(store.version(card), by=people.olivia, question=QUESTION, right=0)
    page = page_of(people.ana, width)
    page.goto("/desk/must-read/")
    expect(page.get_by_text("Until when can one cancel?")).to_be_visible()
    page.get_by_role("radio", name="Until it is packed").press(" ")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You have read everything")).to_be_visible()
    assert Acknowledgement.objects.get().person == people.ana


@BOTH
def test_a_translation_that_lags_stands_in_the_desk_and_says_what_changed(store, people, page_of, width):
    card = store.cancel_order()
    content = store.text(card)
    content["languages"]["en"]["short"] = "You can cancel until the parcel is packed."
    store.publish(card, content)
    page = page_of(people.marta, width)
    page.goto("/desk/")
    page.get_by_role("link", name="Translations").first.press("Enter")
    page.get_by_text("What changed in the source since").first.press("Enter")
    expect(page.locator("pre.source").first).to_contain_text("packed")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@BOTH
def test_who_may_not_is_told_why_and_where_to_go(store, people, page_of, width):
    store.cancel_order()
    page = page_of(people.ana, width)
    page.route("**/desk/events/", passed_on)
    page.goto("/desk/events/")
    expect(page.get_by_role("heading", name="You may not see this")).to_be_visible()
    page.get_by_role("link", name="To the start").press("Enter")
    expect(page.get_by_role("searchbox")).to_be_visible()


def passed_on(route):
    """With status 200: what the browser says of another one in its console would be a fault of any other page."""
    response = route.fetch()
    assert response.status == 403
    route.fulfill(response=response, status=200)
