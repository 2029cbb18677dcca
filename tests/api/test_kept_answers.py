"""A kept answer costs one query, and never outlives anything it rests on."""

import gzip
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kb.api import packing
from policies.channels import disable_channel, enable_channel, set_channel, set_ladder
from policies.keys import revoke_key
from policies.models import Channel, ChannelKey, Served
from policies.publishing import now
from policies.trust import served
from policies.trust.basis import basis_of
from tests.api.problem import problem_of

# Committed, not rolled back: inside a transaction nothing is remembered.
pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/answers/cancel-order?order_stage=packed"
ANEW = ("as_of", "receipt")


def asked(client, **headers):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(URL, headers=headers)
    return response, [query["sql"] for query in queries if "UPDATE" not in query["sql"]]


def kept(client, **headers):
    """The answer, asked for until it is kept."""
    for _turn in range(3):
        response, queries = asked(client, **headers)
    assert len(queries) == 1, queries
    return response


def text(client):
    return client.get(URL).json()["answer"]["text"]


def test_a_kept_answer_takes_one_query_and_says_the_same_with_a_receipt_of_its_own(store, channel, monkeypatch):
    monkeypatch.setattr(packing, "LEAST_BYTES", 100)
    store.cancel_order()
    client = channel()
    first, again = client.get(URL), kept(client)
    for name in ("ETag", "Concord-Revision", "Content-Language", "Content-Security-Policy", "Vary", "Cache-Control", "Allow"):
        assert again[name] == first[name], name
    said, more = first.json(), again.json()
    assert {name: said[name] for name in said.keys() - ANEW} == {name: more[name] for name in more.keys() - ANEW}
    assert more["as_of"] > said["as_of"]
    proved = client.get(f"/api/v1/receipts/{more['receipt']}").json()
    assert (proved["is_same"], proved["as_of"]) == (True, more["as_of"])
    packed = kept(client, **{"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.content).startswith(again.content.split(b',"as_of"')[0])
    same = kept(client, **{"If-None-Match": packed["ETag"]})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", packed["ETag"])
    assert "Content-Type" not in same
    assert same["RateLimit-Policy"]
    assert client.get(URL, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_kept_answer_ends_with_whatever_takes_effect(store, channel):
    card, client = store.cancel_order(), channel()
    kept(client)
    store.fact(value=7)
    assert "7 days" in text(client)
    kept(client)
    later = timezone.now() + timedelta(hours=1)
    content = store.text(card)
    content["languages"]["en"]["texts"]["not-shipped"] = "Yes, from now on."
    store.publish(card, content, start=later)
    assert "7 days" in kept(client).json()["answer"]["text"]
    with time_machine.travel(later - timedelta(milliseconds=1), tick=False):
        assert "7 days" in text(client)
    with time_machine.travel(later, tick=False):
        assert text(client) == "Yes, from now on."
    assert "7 days" in kept(client).json()["answer"]["text"]
    store.withdraw(card)
    problem_of(client.get(URL), 404)


def test_a_kept_answer_ends_when_its_trust_does(store, channel):
    card, client = store.cancel_order(), channel()
    basis = basis_of(store.version(card), now())
    turns = ((basis.due_at, "verified", "due"), (basis.expires_at, "due", "expired"))
    for instant, before, after in turns:
        with time_machine.travel(instant - timedelta(seconds=1), tick=False):
            assert kept(client).json()["trust"]["state"] == before
        with time_machine.travel(instant, tick=False):
            assert kept(client).json()["trust"]["state"] == after


def test_a_kept_answer_is_only_for_the_key_and_channel_as_they_are(store, channel, people):
    store.cancel_order()
    client, shop = channel(slug="shop"), lambda: Channel.objects.get(slug="shop")
    kept(client)
    set_channel(shop(), by=people.ada, languages=["ru"])
    assert client.get(URL).json()["answer"]["language"] == "ru"
    kept(client)
    Channel.objects.filter(slug="shop").update(languages=["pt-BR"], allowed_origins=["https://shop.example"])
    page = {"Origin": "https://shop.example"}
    assert kept(client, **page)["Access-Control-Allow-Origin"] == "https://shop.example"
    assert "Access-Control-Allow-Origin" not in kept(client, Origin="https://else.example")
    set_ladder(shop(), {"due": dict.fromkeys(("low", "medium", "high"), "escalate")}, by=people.ada)
    kept(client)
    disable_channel(shop(), by=people.ada)
    problem_of(client.get(URL), 403)
    enable_channel(shop(), by=people.ada)
    kept(client)
    assert "notes" in kept(channel("internal")).json()
    key = ChannelKey.objects.get(channel__slug="shop")
    ChannelKey.objects.filter(pk=key.pk).update(ends_at=timezone.now() + timedelta(hours=1))
    kept(client)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        problem_of(client.get(URL), 401)
    ChannelKey.objects.filter(pk=key.pk).update(scopes=["feedback"])
    problem_of(client.get(URL), 403)
    ChannelKey.objects.filter(pk=key.pk).update(scopes=["answers"])
    kept(client)
    revoke_key(key)
    problem_of(client.get(URL), 401)
    problem_of(Client().get(URL), 401)


def test_a_kept_answer_is_counted_and_allowed_like_any_other(store, channel, settings):
    store.cancel_order()
    client = channel()
    caches["rates"].clear()
    settings.API_REQUESTS_PER_MINUTE = 6
    tag = client.get(URL)["ETag"]
    statuses = [client.get(URL, headers={"If-None-Match": tag} if turn % 2 else {}).status_code for turn in range(6)]
    assert statuses == [200, 304, 200, 304, 200, 429]
    assert client.get(URL)["Retry-After"]
    served.flush()
    assert Served.objects.get(channel="public-test").count == 6
    assert ChannelKey.objects.get(channel__slug="public-test").last_used_at is not None


def test_what_depends_on_the_customer_or_the_instant_is_never_kept(store, channel):
    store.cancel_order()
    client = channel("internal")
    store.offer(budget={"count": 1})
    before = asked(client)[1]
    assert len(asked(client)[1]) > 1, before
    then = f"{URL}&as_of={timezone.now().isoformat().replace('+', '%2B')}"
    assert client.get(then).json()["as_of"] == client.get(then).json()["as_of"]
