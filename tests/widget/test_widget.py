"""The widget's script and its parts, and what a key may that stands in a page for everybody to read."""

import gzip
import re

import pytest
from django.test import Client

from kb.widget.parts import PARTS, script
from policies.channels import create_channel, open_channel, set_channel
from policies.models import Channel, Escalation, Feedback, Flag
from tests.api.problem import problem_of
from tests.pages.marked import text_of

pytestmark = pytest.mark.django_db
SHOP = "https://shop.example"
MOST_BYTES = 14_000


@pytest.fixture
def shop(people):
    """Sends the key of a shop's widget, as a script in the shop's page does. The key may more than it should."""
    open_channel("shop", audience="public", by=people.ada, kind="widget", allowed_origins=[SHOP])
    scopes = ("answers", "feedback", "manage")
    key = create_channel("shop", audience="public", scopes=scopes, by=people.ada, person=people.ada)
    return Client(headers={"Authorization": f"Bearer {key}", "Origin": SHOP})


def post(client, path, **body):
    return client.post(f"/api/v1/{path}", body, content_type="application/json")


def test_pages_of_any_site_may_load_it_and_nothing_of_a_session_is_in_it(people, client_of):
    ana = client_of(people.ana)
    for path in ("/widget.js", "/widget/talk/en/", *(f"/widget/{name}" for name in PARTS)):
        response = ana.get(path)
        assert response.status_code == 200, path
        assert (response["Access-Control-Allow-Origin"], response["Cross-Origin-Resource-Policy"]) == ("*", "cross-origin")
        assert "public" in response["Cache-Control"]
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
    assert ana.get("/widget/js/panel.js").status_code == 404
    assert ana.get("/widget/../settings.py").status_code == 404
    assert ana.get("/widget/talk/tlh/").status_code == 404


def test_all_of_it_is_small(client):
    paths = ("/widget.js", "/widget/talk/ru/", *(f"/widget/{name}" for name in PARTS))
    packed = [client.get(path, headers={"Accept-Encoding": "gzip"}).content for path in paths]
    assert sum(map(len, packed)) < MOST_BYTES
    assert len(packed[0]) < 2500
    assert b"createElement" in gzip.decompress(packed[0])
    tag = client.get("/widget.js")["ETag"]
    assert client.get("/widget.js", headers={"If-None-Match": tag}).status_code == 304


def test_its_button_has_a_name_in_every_language_and_the_rest_is_the_chats_own_words(client):
    assert '{"en": "Chat with us", "pt-BR": ' in script()
    assert "names */ {}" not in script()
    for language in ("en", "pt-BR", "ru"):
        page, part = (re.search(r'<template id="chat-words".*?</template>', text_of(client.get(path)), re.DOTALL) for path in (
            f"/chat/?lang={language}", f"/widget/talk/{language}/",
        ))  # fmt: skip
        assert page.group() == part.group()
        assert f'role="dialog" aria-labelledby="chat-title" lang="{language}"' in text_of(
            client.get(f"/widget/talk/{language}/")
        )


def test_every_module_that_it_loads_is_among_its_parts(client):
    for name in PARTS:
        folder = name.rsplit("/", 1)[0]
        for found in re.findall(r'from "([^"]+)"', client.get(f"/widget/{name}").text):
            path = f"{folder}/{found.removeprefix('./')}" if found.startswith("./") else found.removeprefix("../")
            assert path in PARTS


def test_only_the_pages_that_the_channel_lists_read_what_it_is_answered(store, people, shop):
    store.cancel_order()
    path = "/api/v1/answers/cancel-order?order_stage=packed"
    assert shop.get(path)["Access-Control-Allow-Origin"] == SHOP
    assert "Access-Control-Allow-Origin" not in shop.get(path, headers={"Origin": "https://thief.example"})
    set_channel(Channel.objects.get(slug="shop"), by=people.ada, allowed_origins=[])
    assert "Access-Control-Allow-Origin" not in shop.get(path)


def test_who_sends_its_key_is_a_visitor_whatever_the_key_was_made_for(store, shop):
    store.cancel_order()
    store.card("fraud", audience="internal")
    receipt = shop.get("/api/v1/answers/cancel-order?order_stage=packed").json()["receipt"]
    assert shop.get("/api/v1/answers/fraud").status_code == 404
    assert post(shop, "feedback", card="cancel-order", kind="helpful", receipt=receipt).status_code == 201
    assert post(shop, "escalations", question="Where is it?").status_code == 201
    assert (Feedback.objects.get().channel, Escalation.objects.get().channel) == ("shop", "shop")
    problem_of(post(shop, "feedback", card="cancel-order", kind="wrong", comment="No"), 400)
    problem_of(post(shop, "feedback", card="cancel-order", kind="helpful"), 400)
    problem_of(post(shop, "escalations", question="Where is it?", customer_ref="eva"), 400)
    problem_of(shop.get("/api/v1/channels"), 403)
    problem_of(shop.get("/api/v1/cards"), 403)
    assert not Flag.objects.exists()


def test_its_visitors_are_counted_by_address_and_not_all_together(store, shop, settings):
    store.cancel_order()
    settings.VISITOR_REQUESTS_PER_MINUTE = 2
    path = "/api/v1/answers/cancel-order?order_stage=packed"
    here = [shop.get(path, REMOTE_ADDR="198.51.100.1").status_code for _ in range(3)]
    assert (here, shop.get(path, REMOTE_ADDR="198.51.100.2").status_code) == ([200, 200, 429], 200)


def test_a_key_of_another_kind_of_channel_is_what_it_was(store, channel):
    store.cancel_order()
    bot = channel("public", scopes=("answers", "feedback"))
    assert post(bot, "feedback", card="cancel-order", kind="helpful").status_code == 201
