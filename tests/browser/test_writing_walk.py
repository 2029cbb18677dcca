"""The editor as one walk, on a phone and at a desk: what is picked, pasted, pictured, checked and kept, by two at once."""

import pytest
from playwright.sync_api import expect

from policies.models import Autosave, Image
from policies.workflow import save_draft
from policies.writing.autosaving import keep_typed
from policies.writing.editing import texts_of
from tests.browser.test_accessibility import OVER_THE_EDGE
from tests.browser.test_writing import PASTE, WORD, editor, field, picks_a_fact
from tests.parts import eventually
from tests.policies.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]
SHORT = "You can cancel until the parcel leaves our warehouse."
ALLOWED = ("you can cancel", "você pode cancelar", "заказ можно отменить")


@pytest.mark.parametrize("width", [375, 1280])
def test_two_write_a_card_on_any_screen(store, people, page_of, width):
    draft = store.draft(store.cancel_order())
    page = page_of(people.marta, width)
    page.goto(editor(draft))
    picks_a_fact_and_reads_every_language(page, width)
    pastes_and_takes_it_back(page)
    is_told_of_a_link_that_leads_nowhere(page)
    adds_a_picture_only_with_words_for_it(page)
    sees_beside_the_rules_what_never_decides(page, width)
    keep_typed(draft, {**texts_of(draft), "en": "Max writes."}, by=people.max, seen=draft.edits, significance="wording")
    field(page, "languages.en.title").press("End")
    page.keyboard.type("!")
    assert eventually(lambda: Autosave.objects.filter(person=people.marta, texts__en__icontains="order?!").exists())
    expect(page.locator("[data-autosave-said]")).to_contain_text("Kept at")
    expect(page.locator("#others")).to_contain_text("Also writing here right now: Max")
    merges_what_max_saved_meanwhile(page, draft, people)
    assert page.evaluate(OVER_THE_EDGE) <= 0


def picks_a_fact_and_reads_every_language(page, width):
    looked = page.locator("#look .looked")
    expect(looked).to_have_count(3)
    if width < 700:  # It would take half of the screen there.
        page.get_by_text("What the customer reads").click()
    for number, words in enumerate(ALLOWED):
        if width < 700:  # One language at a time.
            page.locator(".tabs input").nth(number).check()
        expect(looked.nth(number)).to_contain_text(words)
        expect(looked.nth(number)).to_be_visible()
    if width < 700:
        page.locator(".tabs input").first.check()
    picks_a_fact(page)
    expect(looked.first).to_contain_text("In 5 days at most.")


def pastes_and_takes_it_back(page):
    notes = field(page, "languages.en.notes")
    before = notes.input_value()
    notes.press("Control+End")
    page.evaluate(PASTE, WORD)
    expect(notes).to_have_value(f"{before}\n\n## Late\n\n- One **more**")
    page.keyboard.press("Control+z")
    expect(notes).to_have_value(before)


def is_told_of_a_link_that_leads_nowhere(page):
    body = field(page, "languages.en.body")
    body.press("Control+End")
    page.keyboard.type(" [See](/cards/none/).")
    expect(page.locator("[data-wrong='languages.en.body']")).to_contain_text("/cards/none/")


def adds_a_picture_only_with_words_for_it(page):
    short = field(page, "languages.en.short")
    short.press("Control+End")
    page.get_by_role("button", name="Picture").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Picture").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": picture(400, 300)})
    dialog.get_by_role("button", name="Add picture").click()
    assert dialog.get_by_label("What it shows").evaluate("field => field.matches(':focus:invalid')")
    assert not Image.objects.exists()
    dialog.get_by_label("What it shows").fill("Where the label goes")
    dialog.get_by_role("button", name="Add picture").click()
    expect(dialog).to_be_hidden()
    expect(short).to_have_value(f"{SHORT}![Where the label goes](/images/{Image.objects.get().name}.webp)")


def sees_beside_the_rules_what_never_decides(page, width):
    page.get_by_role("button", name="Add a rule").press("Enter")
    expect(field(page, "rules.4.key")).to_be_focused()
    page.keyboard.type("Held up")
    field(page, "rules.4.outcome").select_option("depends")
    field(page, "rules.4.texts.en").fill("Somebody looks after it.")
    analysis = page.locator("#analysis")
    expect(analysis).to_contain_text("held-up never decides")
    table = page.locator(".grid").bounding_box()
    is_beside = analysis.bounding_box()["x"] >= table["x"] + table["width"]
    assert is_beside == (width > 1000)
    page.locator("#rule-4").get_by_role("button", name="Delete the rule").press("Enter")
    expect(field(page, "rules.4.key")).to_have_count(0)


def merges_what_max_saved_meanwhile(page, draft, people):
    theirs = {**draft.content, "languages": {**draft.content["languages"]}}
    theirs["languages"]["en"] = {**theirs["languages"]["en"], "title": "Is it too late to cancel?"}
    save_draft(draft, theirs, by=people.max)
    page.get_by_role("button", name="Save and close").click()
    clash = page.locator(".clash", has_text="Is it too late to cancel?")
    clash.get_by_role("button", name="Take theirs").press("Enter")
    expect(field(page, "languages.en.title")).to_have_value("Is it too late to cancel?")
    page.get_by_role("button", name="Save and close").click()
    page.get_by_text("Draft saved.").wait_for()
    draft.refresh_from_db()
    english = draft.content["languages"]["en"]
    assert (english["title"], english["short"][:53]) == ("Is it too late to cancel?", SHORT)
    assert "![Where the label goes]" in english["short"]
