"""Writing in a real browser: looking while one types, picking, moving rules, pasting, saving in place; on a phone, too."""

import pytest
from playwright.sync_api import expect

from policies.models import Autosave
from policies.workflow import save_draft
from tests.browser.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]
OFFER = {"kind": "pause", "titles": {"en": "Pause"}, "texts": {"en": "Take a break."}}
WORD = "<h2>Late</h2><p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>One <b>more</b></p>"
PASTE = """html => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "plain");
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def draft(store):
    return store.draft(store.cancel_order())


def editor(draft):
    return f"/desk/card/cancel-order/{draft.number}/edit/"


def field(page, name):
    return page.locator(f'[name="{name}"]')


def test_an_author_writes_a_card_without_the_mouse(draft, people, page_of):
    page = page_of(people.marta)
    page.goto(editor(draft))
    looked = page.locator("#look .looked").first
    expect(looked).to_contain_text("Yes, you can cancel. The refund takes 5 days.")
    picks_a_fact(page)
    expect(looked).to_contain_text("In 5 days at most.")
    adds_a_rule(page)
    pastes(page)
    for tag in ("pt-BR", "ru"):
        field(page, f"rules.3.texts.{tag}").fill("...")
    page.keyboard.press("Control+s")
    page.get_by_text("Draft saved.").wait_for()
    draft.refresh_from_db()
    assert [rule["key"] for rule in draft.content["rules"]][3:] == ["held-up", "delivered"]
    assert draft.content["rules"][3]["when"] == {"order_stage": ["in_transit"]}
    assert not Autosave.objects.exists()


def picks_a_fact(page):
    """By typing the beginning of its name, within a sentence."""
    said = field(page, "rules.0.texts.en")
    said.press("Control+End")
    page.keyboard.type(" In {{ refunds")
    expect(page.get_by_role("option", name="refunds.card_days")).to_contain_text("5 days")
    page.keyboard.press("Enter")
    page.keyboard.type(" at most.")
    expect(said).to_have_value(
        "**Yes**, you can cancel. The refund takes {{ refunds.card_days }}. In {{ refunds.card_days }} at most."
    )


def adds_a_rule(page):
    page.get_by_role("button", name="Add a rule").press("Enter")
    expect(field(page, "rules.4.key")).to_be_focused()
    page.keyboard.type("Held up")
    field(page, "rules.4.offers").focus()
    page.get_by_role("option", name="free-shipping").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field(page, "rules.4.offers").first).to_have_value("free-shipping")
    field(page, "rules.4.outcome").select_option("depends")
    field(page, "rules.4.texts.en").fill("Somebody looks after it.")
    expect(page.locator("#analysis")).to_contain_text("held-up never decides")
    field(page, "rules.4.key").press("Alt+ArrowUp")
    expect(field(page, "rules.3.key")).to_have_value("held-up")
    field(page, "rules.3.when.order_stage.any").nth(3).evaluate("box => box.click()")


def pastes(page):
    field(page, "languages.en.notes").press("Control+End")
    page.evaluate(PASTE, WORD)
    expect(field(page, "languages.en.notes")).to_have_value(
        "Check the **stage** before promising anything.\n\n## Late\n\n- One **more**"
    )
    page.keyboard.press("Control+z")
    expect(field(page, "languages.en.notes")).to_have_value("Check the **stage** before promising anything.")


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark"), (1280, "light")])
def test_it_reads_well_on_a_phone_and_a_desk(draft, people, page_of, width, scheme):
    page = page_of(people.marta, width, scheme)
    page.goto(editor(draft))
    is_phone = width < 700
    expect(page.get_by_role("link", name="Back without saving")).to_be_in_viewport()
    expect(field(page, "languages.ru.title")).to_be_visible(visible=not is_phone)
    if is_phone:
        page.locator(".tabs input").nth(2).check()
        expect(field(page, "languages.en.title")).to_be_hidden()
        expect(field(page, "rules.2.texts.ru")).to_be_visible()
    page.locator("#rule-0 summary").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    field(page, "languages.ru.short").press("Control+End")
    page.keyboard.type(" {{ ref")
    page.get_by_role("option", name="refunds.card_days").wait_for()
    assert violations(page) == []


def test_it_all_works_without_a_script(draft, people, page_of):
    page = page_of(people.marta, java_script_enabled=False)
    page.goto(editor(draft))
    field(page, "rules.3.texts.en").fill("It is with you.")
    page.locator("#rule-3").get_by_role("button", name="Show what it says").click()
    expect(page.locator("#look .looked").first).to_contain_text("It is with you.")
    page.locator("#rule-3").get_by_role("button", name="Move up").click()
    field(page, "add-column-which")
    page.get_by_role("button", name="As text").click()
    page.get_by_role("button", name="As fields").click()
    expect(field(page, "rules.2.texts.en")).to_have_value("It is with you.")
    page.get_by_role("button", name="Save and close").click()
    page.get_by_text("Draft saved.").wait_for()
    draft.refresh_from_db()
    assert [rule["key"] for rule in draft.content["rules"]][2:] == ["delivered", "lost"]


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark"), (1280, "light")])
def test_a_fact_and_an_offer_are_written_in_fields(store, people, page_of, width, scheme):
    store.cancel_order()
    fact, offer = store.draft(store.fact("refunds.card_days", 5)), store.draft(store.offer("pause", code=""), OFFER)
    page = page_of(people.marta, width, scheme)
    page.goto(f"/desk/fact/refunds.card_days/{fact.number}/edit/")
    field(page, "value").fill("7")
    expect(page.locator("#look")).to_contain_text("The refund takes 5 days7 days.")
    field(page, "type").select_option("money")
    expect(field(page, "unit")).to_have_attribute("list", "all-currencies")
    field(page, "unit").fill("eur?")
    expect(page.locator("#wrong-unit")).to_contain_text("Write a currency code")
    field(page, "unit").fill("EUR")
    page.get_by_role("button", name="Add a condition").press("Enter")
    page.locator("#rule-0 summary").click()
    page.locator("#rule-0").get_by_label("Lost").check()
    field(page, "variants.0.value").fill("4,90")
    expect(page.locator("#look")).to_contain_text("€4.90")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Control+s")
    page.get_by_text("Draft saved.").wait_for()
    fact.refresh_from_db()
    assert fact.content["variants"] == [{"when": {"order_stage": ["lost"]}, "value": "4.9"}]
    page.goto(f"/desk/offer/pause/{offer.number}/edit/")
    field(page, "titles.en").fill("Take a break")
    expect(page.locator("#look")).to_contain_text("Take a break")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_of_two_who_collide_one_chooses_without_leaving_the_page(store, people, page_of):
    draft = store.draft(store.fact("refunds.card_days", 5))
    page = page_of(people.marta)
    page.goto(f"/desk/fact/refunds.card_days/{draft.number}/edit/")
    field(page, "value").fill("7")
    save_draft(draft, {**draft.content, "value": "9"}, by=people.max)
    page.get_by_role("button", name="Save and close").click()
    page.get_by_role("button", name="Take theirs").press("Enter")
    expect(field(page, "value")).to_have_value("9")
    expect(page.get_by_role("button", name="Take theirs")).to_be_focused()
    page.get_by_role("button", name="Keep mine").press("Enter")
    expect(field(page, "value")).to_have_value("7")
    assert violations(page) == []
    page.get_by_role("button", name="Save and close").click()
    page.get_by_text("Draft saved.").wait_for()
    draft.refresh_from_db()
    assert draft.content["value"] == "7"
