"""The chat as a customer meets it."""

import pytest
from playwright.sync_api import Page, expect

from policies.models import Dimension, Escalation, Feedback, OfferOutcome
from tests.parts import eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def ask(page: Page, question: str) -> None:
    page.locator("#chat-text").fill(question)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [375, 1280])
def test_it_asks_what_it_must_know_and_gives_the_one_answer(store, page_at, channel, width):
    store.cancel_order()
    page = page_at(width)
    page.goto("/chat/?lang=en")
    ask(page, "is it too late to cancel my order?")
    log = page.get_by_role("log")
    expect(log).to_contain_text("Where is your order now?")
    page.get_by_role("button", name="Packed").click()
    shown = page.locator("[data-card=cancel-order]")
    expect(shown).to_contain_text("Yes, you can cancel.")
    said = channel("public").get("/api/v1/answers/cancel-order?lang=en&order_stage=packed").json()["answer"]
    assert (shown.get_attribute("data-digest"), shown.inner_html()) == (said["digest"], said["html"])
    assert "STAYFREE" not in log.inner_text()


def test_what_the_question_says_is_a_chip_that_counts_once_it_is_pressed(store, page_at):
    store.cancel_order()
    Dimension.objects.filter(slug="order_stage").update(words={"delivered": {"en": ["was delivered"]}})
    page = page_at(375, "dark")
    page.goto("/chat/?lang=en")
    ask(page, "it was delivered, is it too late to cancel my order?")
    chips = page.locator(".chat__options button")
    expect(chips.first).to_have_text("Delivered")
    expect(page.locator(".chat__options .button--primary")).to_have_count(1)
    expect(page.locator("[data-card]")).to_have_count(0)
    chips.first.click()
    expect(page.locator("[data-card=cancel-order]")).to_contain_text("It has been delivered")
    expect(page.locator(".message--customer").last).to_have_text("Delivered")
    expect(chips).to_have_count(0)


def test_it_speaks_the_language_that_is_chosen(store, page_at):
    store.cancel_order()
    page = page_at()
    page.goto("/chat/?lang=en")
    page.get_by_role("link", name="Русский").click()
    ask(page, "не поздно ли отменить заказ")
    expect(page.get_by_role("log")).to_contain_text("Где сейчас ваш заказ?")


def test_it_never_guesses(store, page_at):
    store.cancel_order()
    page = page_at()
    page.goto("/chat/?lang=en")
    ask(page, "what is the meaning of xylophones?")
    expect(page.get_by_role("log")).to_contain_text("A colleague will")
    expect(page.locator("[data-card]")).to_have_count(0)


def test_what_customers_write_stays_text(store, page_at):
    page = page_at()
    page.goto("/chat/?lang=en")
    ask(page, "<img src=x onerror=alert(1)>")
    expect(page.locator(".message--customer")).to_have_text("<img src=x onerror=alert(1)>")


@pytest.mark.parametrize("width", [375, 1280])
def test_it_hands_a_question_over_and_says_what_was_shown_and_whether_it_helped(store, page_at, width):
    store.cancel_order()
    store.offer(is_public=True)
    page = page_at(width)
    page.goto("/chat/?lang=en")
    ask(page, "what is the meaning of xylophones?")
    page.get_by_role("textbox", name="What else should a colleague know?").fill("I am eva@example.com")
    page.get_by_role("button", name="Hand over to a person").click()
    expect(page.get_by_role("log")).to_contain_text("A colleague has your question now.")
    made = Escalation.objects.get()
    assert (made.question, made.message) == ("what is the meaning of xylophones?", "I am [e-mail]")
    ask(page, "is it too late to cancel my order?")
    page.get_by_role("button", name="Packed").click()
    page.locator(".chat__helped").get_by_role("button", name="Yes").click()
    expect(page.get_by_role("log")).to_contain_text("Thank you for telling us.")
    assert [told.kind for told in eventually(lambda: list(OfferOutcome.objects.all()))] == ["shown"]
    assert Feedback.objects.get().kind == "helpful"
    page.context.set_offline(True)
    expect(page.get_by_role("alert")).to_contain_text("You are offline.")
    page.locator("#chat-text").click(trial=True)  # What says so lies over nothing that is written.
