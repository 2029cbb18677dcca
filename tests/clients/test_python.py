"""The client in one file for Python, against the real API."""

import importlib.util
import sys
from datetime import timedelta
from types import SimpleNamespace

import httpx
import pytest
import time_machine
from django.utils import timezone

from kb.env import BASE
from policies.keys import key_for, revoke_key

PATH = BASE / "static" / "clients" / "concord.py"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


def load():
    """As a customer's developer has it: a file beside the program, no part of this project."""
    spec = importlib.util.spec_from_file_location("concord", PATH)
    module = sys.modules["concord"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


concord = load()


@pytest.fixture
def sent(monkeypatch):
    """Status and path of every response that went over the wire."""
    log = []
    send = httpx.Client.send

    def record(client, request, **options):
        response = send(client, request, **options)
        log.append((response.status_code, request.url.path.removeprefix("/api/v1/")))
        return response

    monkeypatch.setattr(httpx.Client, "send", record)
    return log


@pytest.fixture
def client_of(live_server, key_of):
    """`client_of(memory_seconds=60)`: a client with a public key, or with the one given."""
    clients = []

    def make(key=None, **options):
        clients.append(concord.Concord(live_server.url, key or key_of(), **options))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


def test_it_speaks_the_whole_contract(store, client_of, key_of, people):
    store.cancel_order()
    key = key_of("internal", scopes=("answers", "feedback"))
    with client_of(key, language="ru") as client:
        reply = client.answer("cancel-order", {"order_stage": "packed"})
        assert reply["answer"]["text"].startswith("Да, заказ можно отменить.")
        assert client.answer("cancel-order", {"order_stage": "packed"}, lang="en")["answer"]["language"] == "en"
        asked = client.ask("is it too late to cancel my order", {"order_stage": "packed"}, lang="en", min_revision=1)
        assert asked["answer"] == client.answer("cancel-order", {"order_stage": "packed"}, lang="en")["answer"]
        assert client.ask("is it too late to cancel my order", lang="en")["needs"][0]["dimension"] == "order_stage"
        assert [hit["card"] for hit in client.search("cancel", lang="en", limit=1)] == ["cancel-order"]
        assert client.suggest("canc", lang="en") == ["Can I still cancel my order?"]
        assert [language["language"] for language in client.languages()] == ["en", "pt-BR", "ru"]
        assert client.dimensions(lang="en")[0]["dimension"] == "order_stage"
        assert "cancellation" in [topic["topic"] for topic in client.topics()]
        assert client.receipt(reply["receipt"])["answer"] == reply["answer"]
        assert client.feedback("cancel-order", "unclear", comment="Which warehouse?")["card"] == "cancel-order"
        assert client.outcome("STAYFREE", "shown", customer_ref="c-1")["outcome"] == "shown"
        changes = list(client.changes(0))
        assert changes[-1]["thing"] == "card:cancel-order"
        assert client.revision == changes[-1]["revision"]


def test_it_sends_again_only_what_has_changed(store, client_of, sent):
    card = store.card("contact-us")
    client = client_of()
    first = client.answer("contact-us")
    assert client.answer("contact-us") == first
    text = store.text(card)
    text["languages"]["en"]["short"] = "Write to us."
    store.publish(card, text)
    assert client.answer("contact-us")["answer"]["text"] == "Write to us."
    assert sent == [(200, "answers/contact-us"), (304, "answers/contact-us"), (200, "answers/contact-us")]


def test_with_a_memory_it_asks_only_for_what_changed(store, client_of, sent):
    cards = [store.card(slug) for slug in ("contact-us", "opening-hours")]
    client = client_of(memory_seconds=600)
    first = [client.answer(card.slug) for card in cards]
    sent.clear()
    assert [client.answer(card.slug) for card in cards] == first
    assert sent == []
    first[0]["answer"]["text"] = "Changed by the caller."
    text = store.text(cards[1])
    text["languages"]["en"]["short"] = "Always."
    store.publish(cards[1], text)
    client.follow()
    assert client.answer("contact-us")["answer"]["text"] == "This is what we say about contact us."
    assert client.answer("opening-hours")["answer"]["text"] == "Always."
    store.withdraw(cards[0])
    client.follow()
    with pytest.raises(concord.NotFound):
        client.answer("contact-us")
    assert sent == [(200, "changes"), (200, "answers/opening-hours"), (200, "changes"), (404, "answers/contact-us")]


def test_its_memory_ends_before_a_scheduled_change(store, client_of, sent, monkeypatch):
    monkeypatch.setattr(concord, "time", SimpleNamespace(monotonic=lambda: timezone.now().timestamp()))
    card = store.card("contact-us")
    text = store.text(card)
    text["languages"]["en"]["short"] = "From now on: write."
    store.publish(card, text, start=timezone.now() + timedelta(hours=1))
    with time_machine.travel(timezone.now()) as clock:  # Moves the server's clock and the client's.
        client = client_of(memory_seconds=7200)
        before = [client.answer("contact-us")["answer"]["text"] for _ in range(2)]
        assert before == ["This is what we say about contact us."] * 2
        clock.shift(timedelta(hours=1, seconds=5))
        assert client.answer("contact-us")["answer"]["text"] == "From now on: write."
    assert [path for _, path in sent].count("answers/contact-us") == 2


def test_what_may_change_by_itself_is_always_asked_for(store, client_of, key_of, sent):
    store.cancel_order()
    client = client_of(key_of("internal"), memory_seconds=600)
    for _ in range(2):
        assert client.answer("cancel-order", {"order_stage": "packed"})["offer"]["code"] == "STAYFREE"
        client.answer("cancel-order", {"order_stage": "lost"}, customer_ref="c-1")
        list(client.search("cancel"))
    asked = [(status, path) for status, path in sent if path not in ("changes", "languages")]
    assert [path for _, path in asked] == ["answers/cancel-order", "answers/cancel-order", "search"] * 2


def test_it_keeps_a_bounded_number(store, client_of, sent):
    for slug in ("one", "two", "three"):
        store.card(slug)
    client = client_of(memory_seconds=600, most_kept=2)
    for slug in ("one", "two", "one", "three"):
        client.answer(slug)
    sent.clear()
    client.answer("one")
    client.answer("two")
    assert sent == [(200, "answers/two")]


def test_it_raises_what_is_wrong(store, client_of, key_of, live_server):
    store.cancel_order()
    client = client_of()
    with pytest.raises(concord.BadInput) as wrong:
        client.answer("cancel-order", {"order_stage": "gone"})
    assert (wrong.value.status, wrong.value.errors[0]["field"]) == (400, "order_stage")
    with pytest.raises(concord.BadInput, match="Write a revision"):
        client.ask("x", min_revision=-1)
    with pytest.raises(concord.NotFound, match="no such card"):
        client.answer("nope")
    with pytest.raises(concord.NotFound):
        client.answer("../languages")
    with pytest.raises(concord.KeyRefused, match="scope"):
        client.feedback("cancel-order", "unclear")
    key = key_of()
    revoked = client_of(key)
    revoke_key(key_for(key))
    with pytest.raises(concord.KeyRefused, match="revoked"):
        revoked.answer("cancel-order")
    with pytest.raises(concord.Unreachable):
        concord.Concord("http://127.0.0.1:9", key).languages()


def test_it_comes_back_when_it_is_told_to(store, client_of, sent, settings, monkeypatch):
    settings.API_REQUESTS_PER_MINUTE = 2
    waits = []
    monkeypatch.setattr(concord.time, "sleep", waits.append)
    client = client_of(patience=60)
    client.languages()
    client.languages()
    with pytest.raises(concord.TooMany) as refused:
        client.languages()
    assert [status for status, _ in sent] == [200, 304, 429, 429, 429]
    assert len(waits) == 2
    assert refused.value.retry_after == waits[0] > 1
    sent.clear()
    impatient = client_of(client_key(client), patience=1)
    with pytest.raises(concord.TooMany):
        impatient.languages()
    assert [status for status, _ in sent] == [429]


def client_key(client):
    return client._http.headers["Authorization"].removeprefix("Bearer ")
