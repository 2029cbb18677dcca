"""The widget in a page of another site, under a policy as strict as can be."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from policies.channels import create_channel, open_channel
from policies.models import Escalation
from tests.browser.reader import Reader
from tests.security.hostile import SAMPLE, type_everywhere
from tests.security.typing_places import card_title

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shop(live_server, people):
    """`shop("ru")`: the address of a shop's page in this language, with the one tag in it."""
    keys = []

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self):
            language, theme = self.path.strip("/").split("-theme-")
            tag = f'<script src="{live_server.url}/widget.js" data-channel-key="{keys[0]}" data-theme="{theme}" defer></script>'
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            policy = f"default-src 'none'; script-src {live_server.url}; connect-src {live_server.url}"
            self.send_header("Content-Security-Policy", f"{policy}; require-trusted-types-for 'script'; trusted-types concord")
            self.end_headers()
            self.wfile.write(f'<!doctype html><html lang="{language}"><title>Shop</title><h1>Shop</h1>{tag}'.encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("localhost", 0), Shop)
    origin = f"http://localhost:{server.server_port}"
    open_channel("shop", audience="public", by=people.ada, kind="widget", allowed_origins=[origin])
    keys.append(create_channel("shop", audience="public"))
    Thread(target=server.serve_forever, daemon=True).start()
    yield lambda language, theme="light": f"{origin}/{language}-theme-{theme}"
    server.shutdown()
    server.server_close()


def ask(page: Page, question: str) -> None:
    page.locator("#chat-text").fill(question)
    page.keyboard.press("Enter")


def test_it_answers_by_keyboard_in_the_words_of_every_other_channel(store, page_at, shop, channel):
    store.cancel_order()
    page = page_at(1280)
    page.goto(shop("en"))
    launch = page.get_by_role("button", name="Chat with us")
    launch.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Ask us about your order")
    expect(dialog.get_by_role("textbox", name="Your question")).to_be_focused()
    expect(launch).to_have_attribute("aria-expanded", "true")
    page.keyboard.type("is it too late to cancel my order?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Where is your order now?")
    page.get_by_role("button", name="Packed").click()
    shown = page.locator("[data-card=cancel-order]")
    expect(shown).to_contain_text("Yes, you can cancel.")
    said = channel("public").get("/api/v1/answers/cancel-order?lang=en&order_stage=packed").json()["answer"]
    assert (shown.get_attribute("data-digest"), shown.inner_html()) == (said["digest"], said["html"])
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(launch).to_be_focused()
    page.keyboard.press("Enter")
    expect(shown).to_be_visible()  # What was said is still there.
    ask(page, "what is the meaning of xylophones?")
    page.get_by_role("button", name="Hand over to a person").click()
    expect(page.get_by_role("log")).to_contain_text("A colleague has your question now.")
    assert Escalation.objects.get().channel == "shop"


def test_it_fills_a_phone_speaks_the_pages_language_and_is_dark_where_told(store, page_at, shop):
    store.cancel_order()
    page = page_at(375)
    page.goto(shop("ru", "dark"))
    page.get_by_role("button").click()
    dialog = page.get_by_role("dialog")
    box = dialog.bounding_box()
    assert (box["x"], box["width"], box["height"]) == (0, 375, 900)
    assert dialog.evaluate("element => getComputedStyle(element).backgroundColor") == "rgb(28, 27, 24)"
    ask(page, "не поздно ли отменить заказ")
    expect(page.get_by_role("log")).to_contain_text("Где сейчас ваш заказ?")


def test_what_a_customer_types_runs_nothing_in_the_shop(store, page_at, shop):
    type_everywhere(store, list(SAMPLE), (card_title,))
    reader = Reader(page_at())
    reader.read(shop("en"))
    reader.page.get_by_role("button", name="Chat with us").click()
    for text in SAMPLE:
        with reader.page.expect_response("**/api/v1/ask"):
            ask(reader.page, text)
        expect(reader.page.get_by_role("log")).to_contain_text(text)
    reader.look("the shop")
    assert reader.wrong == {}
