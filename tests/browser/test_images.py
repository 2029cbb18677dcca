import pytest
from playwright.sync_api import expect

from policies.models import Image
from policies.workflow import approve, publish, submit
from tests.policies.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTH = "image => image.complete ? image.naturalWidth : 0"


def test_a_picture_is_added_while_writing_and_seen_by_customers(store, people, page_of, page_at):
    draft = store.draft(store.card("labels"))
    page = page_of(people.marta, 1280)
    page.goto(f"/desk/card/labels/{draft.number}/edit/")
    text = page.get_by_label("Short answer").first
    text.fill("Stick the label here: ")
    page.get_by_role("button", name="Picture").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Picture").set_input_files({"name": "a.txt", "mimeType": "image/png", "buffer": b"no picture"})
    dialog.get_by_label("What it shows").fill("Where the label goes")
    dialog.get_by_role("button", name="Add picture").click()
    expect(dialog.get_by_role("alert")).to_contain_text("no picture that we know")
    dialog.get_by_label("Picture").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": picture(400, 300)})
    dialog.get_by_role("button", name="Add picture").click()
    expect(dialog).to_be_hidden()
    name = Image.objects.get().name
    expect(text).to_have_value(f"Stick the label here: ![Where the label goes](/images/{name}.webp)")
    shown = page.get_by_role("img", name="Where the label goes").first
    expect(shown).to_be_visible()
    assert shown.evaluate(WIDTH) == 400
    page.get_by_role("button", name="Save").last.click()
    page.wait_for_load_state()
    draft.refresh_from_db()
    publish(approve(submit(draft, by=people.marta), by=people.olivia), by=people.olivia)
    phone = page_at(375)
    phone.goto("/faq/en/labels/")
    image = phone.get_by_role("img", name="Where the label goes")
    expect(image).to_be_visible()
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("naturalWidth", 400)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 375
