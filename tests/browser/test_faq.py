"""Customers in a real browser: with JavaScript off, while typing, and when the site cannot be reached."""

import json

import pytest
from playwright.sync_api import expect

from policies.models import Feedback
from search import questions
from search.models import Question
from tests.parts import eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [375, 1280])
def test_everything_works_without_script(store, page_at, width):
    store.cancel_order()
    store.card("gift-wrap")
    page = page_at(width, java_script_enabled=False)
    page.goto("/faq/en/")
    page.get_by_role("searchbox").fill("cancel my order")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Can I still cancel my order?").click()
    findable(page)
    page.get_by_role("button", name="Packed").click()
    expect(page.locator("[data-card]")).to_contain_text("Yes, you can cancel.")
    expect(page.get_by_role("list", name="What you told us")).to_have_text("Order stage: Packed")
    page.get_by_text("Is your case another one?").click()
    page.get_by_role("button", name="Delivered").click()
    expect(page.locator("[data-card]")).to_contain_text("It has been delivered")
    page.get_by_role("link", name="Русский").click()
    expect(page.locator("[data-card]")).to_contain_text("Заказ доставлен")
    page.get_by_role("button", name="Да", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Спасибо, что сказали нам.")
    assert Feedback.objects.get().kind == "helpful"
    page.goto("/faq/en/search/?q=xylophone")
    expect(page.get_by_role("main").get_by_role("link", name="Ask us in the chat")).to_be_visible()


def findable(page):
    """What search engines and readers of feeds look for: where the page lives, in which languages, and what it answers."""
    places = page.locator("link[rel=canonical], link[hreflang]").evaluate_all(
        "all => all.map((each) => new URL(each.href).pathname)"
    )
    assert {f"/faq/{language}/cancel-order/" for language in ("en", "pt-BR", "ru")} == set(places)
    said = [json.loads(text) for text in page.locator("script[type='application/ld+json']").all_text_contents()]
    assert "FAQPage" in [each["@type"] for each in said]
    feed = page.locator("link[type='application/atom+xml']").get_attribute("href")
    for address in (feed, "/sitemap.xml"):
        assert "/faq/en/cancel-order/" in page.request.get(address).text()


def noted():
    questions.write()
    return list(Question.objects.values_list("channel", "text"))


@pytest.mark.parametrize("width", [375, 1280])
def test_results_come_while_one_types_and_a_question_is_noted_when_one_stops(store, page_at, width):
    store.cancel_order()
    store.card("gift-wrap")
    page = page_at(width)
    page.goto("/faq/en/")
    box = page.get_by_role("searchbox")
    box.press_sequentially("cancel", delay=20)
    expect(page.locator(".faq__hit").first).to_contain_text("Can I still cancel my order?")
    expect(page).to_have_url("/faq/en/search/?q=cancel")
    expect(box).to_be_focused()
    assert eventually(noted) == [("faq", "cancel")]
    box.fill("")
    expect(page.get_by_role("link", name="Gift wrap")).to_be_visible()
    box.fill("xylophone")
    expect(page.get_by_role("heading", name="We have no answer to that here")).to_be_visible()
    page.get_by_role("link", name="Русский").click()
    expect(page).to_have_url("/faq/ru/search/?q=xylophone")
