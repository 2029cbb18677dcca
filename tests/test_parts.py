"""The browser, the servers: what tests stand on works, where it is installed."""

import socket

import pytest
from playwright.sync_api import expect


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_it_opens_pages_of_the_live_server_in_a_browser(page_at, store):
    store.cancel_order()
    page = page_at(390, "dark")
    page.goto("/faq/en/cancel-order/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Can I still cancel my order?")
    assert page.viewport_size["width"] == 390
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")


@pytest.mark.redis
def test_it_starts_a_private_redis(redis_url):
    host, port = redis_url.removeprefix("redis://").removesuffix("/0").split(":")
    with socket.create_connection((host, int(port)), 5) as connection:
        connection.sendall(b"PING\r\n")
        assert connection.recv(16) == b"+PONG\r\n"
