"""The story that must always work: a customer asks on 1 January whether it is too late to cancel."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUESTIONS = {
    "en": "is it too late to cancel my order?",
    "pt-BR": "ainda dá tempo de cancelar meu pedido?",
    "ru": "не поздно ли отменить заказ?",
}
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Press Tab until the button that has the focus bears this name, as somebody without a mouse does."""
    for _ in range(20):
        page.keyboard.press(key)
        if page.evaluate(
            "name => document.activeElement.matches('button') && document.activeElement.textContent.includes(name)", name
        ):
            return
    raise AssertionError(f"The keyboard does not reach {name}.")


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_an_agent_answers_by_keyboard_alone(store, page_at):
    store.cancel_order()
    page = page_at(permissions=CLIPBOARD)
    page.goto("/")
    page.get_by_label("Login").press_sequentially("ana")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(QUESTIONS["en"])
    expect(page).to_have_url(
        re.compile(r"q=is\+it\+too\+late\+to\+cancel\+my\+order|q=is%20it%20too%20late%20to%20cancel%20my%20order")
    )
    expect(page.get_by_role("heading", name="Can I still cancel my order?")).to_be_visible()
    tab_to(page, "Packed")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Yes, you can cancel. The refund takes 5 days.")).to_be_visible()
    expect(page.get_by_text("Allowed", exact=True)).to_be_visible()
    expect(page.get_by_role("radio", name="Packed")).to_be_focused()
    page.keyboard.press("c")
    expect(page.locator("#said")).to_have_text("Copied")
    assert copied(page) == "Yes, you can cancel. The refund takes 5 days."

    answer, offer = (
        page.locator("[data-card]").bounding_box(),
        page.get_by_role("group", name="Offer", exact=True).bounding_box(),
    )
    assert answer["y"] + answer["height"] <= offer["y"]
    tab_to(page, "Copy offer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Copied").last).to_be_focused()
    assert copied(page) == "Use STAYFREE."


def test_every_channel_says_the_same_and_follows_a_change_at_once(store, people, page_of, channel):
    card = store.cancel_order()
    page, chatbot = page_of(people.ana), channel("public")
    before = {language: said_everywhere(page, chatbot, language) for language in QUESTIONS}
    assert len(set(before.values())) == 3

    content = store.text(card)
    for language, texts in content["languages"].items():
        texts["texts"]["not-shipped"] = f"New in {language}: yes, within {{{{ refunds.card_days }}}}."
    store.publish(card, content)
    after = {language: said_everywhere(page, chatbot, language) for language in QUESTIONS}
    assert not set(before.values()) & set(after.values())


def said_everywhere(page: Page, chatbot, language: str) -> str:
    """The digest that the agent's page, the FAQ page and the chatbot give alike; also their HTML is the same."""
    page.goto(f"/?q={QUESTIONS[language]}&lang={language}&order_stage=packed")
    agent = marked(page)
    page.goto(f"/faq/{language}/cancel-order/?order_stage=packed")
    faq = marked(page)
    body = {"question": QUESTIONS[language], "lang": language, "context": {"order_stage": "packed"}}
    said = chatbot.post("/api/v1/ask", body, content_type="application/json").json()["answer"]
    assert agent == faq == (said["digest"], said["html"])
    return str(said["digest"])


def marked(page: Page) -> tuple[str, str]:
    shown = page.locator("[data-card=cancel-order]")
    return str(shown.get_attribute("data-digest")), shown.inner_html()
