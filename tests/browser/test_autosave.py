"""Typing in a real browser: what was not saved is there again after the page was closed."""

import pytest

from policies.models import Autosave
from policies.workflow import comment, request_changes, save_draft, submit
from tests.browser.test_accessibility import violations
from tests.parts import eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]
EDITOR = "/desk/card/contact-us/2/edit/"


@pytest.fixture
def draft(store):
    return store.draft(card := store.card("contact-us"), store.text(card))


def write(page, words):
    page.locator("textarea[name='languages.en.body']").press("Control+End")
    page.keyboard.type(words)


def test_it_is_kept_while_typing_and_taken_up_after_a_reload(draft, people, page_of):
    page = page_of(people.marta)
    page.goto(EDITOR)
    write(page, "\nTyped and not saved.")
    page.get_by_text("Kept at").wait_for()
    page.goto("about:blank")
    page.goto(EDITOR)
    assert "Typed and not saved." not in page.locator("textarea[name='languages.en.body']").input_value()
    page.get_by_role("link", name="Take it up").click()
    assert "Typed and not saved." in page.locator("textarea[name='languages.en.body']").input_value()
    page.get_by_role("button", name="Save and close").click()
    page.get_by_text("Draft saved.").wait_for()
    assert not Autosave.objects.exists()
    draft.refresh_from_db()
    assert "Typed and not saved." in draft.content["languages"]["en"]["body"]


def test_it_is_kept_on_leaving_before_the_pause_is_over(draft, people, page_of):
    page = page_of(people.marta)
    page.goto(EDITOR)
    write(page, "\nGone in a second.")
    page.goto("/desk/")
    assert eventually(Autosave.objects.exists)  # Told by a page that is gone, which waits for nothing.
    page.goto(EDITOR)
    page.get_by_text("You typed something here").wait_for()
    page.get_by_role("button", name="Discard it").click()
    page.get_by_text("Discarded.").wait_for()
    assert not Autosave.objects.exists()


def test_saving_leaves_nothing_behind(draft, people, page_of):
    page = page_of(people.marta)
    page.goto(EDITOR)
    write(page, "\nSaved at once.")
    page.get_by_role("button", name="Save and close").click()
    page.get_by_text("Draft saved.").wait_for()
    page.goto(EDITOR)
    assert page.get_by_text("You typed something here").count() == 0


def test_reading_keeps_nothing(draft, people, page_of):
    page = page_of(people.marta)
    page.goto(EDITOR)
    page.goto("/desk/")
    assert not Autosave.objects.exists()


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark")])  # The other way: make axe.
def test_axe_finds_nothing_while_reviewing(store, people, page_of, width, scheme):
    card = store.cancel_order()
    content = store.text(card)
    content["rules"][1]["outcome"] = "depends"
    content["languages"]["en"]["title"] = "Cancelling"
    version = submit(store.draft(card, content), by=people.marta)
    other = store.draft(card, {**store.text(card), "audience": "internal"})
    comment(version, text="en", line=3, body="Why?", by=people.pavel)
    review, mine = f"/desk/card/cancel-order/{version.number}/", f"/desk/card/cancel-order/{other.number}/"
    change = store.text(card)
    change["languages"]["en"]["title"] = "Another"
    live = store.publish(card, change).version
    addresses = [review, f"{review}?line=en:3", f"{review}merge/{live.number}/", mine, "/desk/card/cancel-order/compare/"]
    back = request_changes(version, by=people.pavel, comment="")
    save_draft(back, back.content, by=people.max)
    addresses = [*addresses, f"/desk/card/cancel-order/{back.number}/edit/"]
    page = page_of(people.marta, width, scheme)
    for address in addresses:
        page.goto(address)
        found = violations(page)
        assert found == [], f"{address}: {found}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
