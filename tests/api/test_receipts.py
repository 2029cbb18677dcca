"""GET /api/v1/receipts/{receipt}: every answer can be proved, by who may see it."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kb.api.visitors import visitor_token
from policies.models import Dimension
from tests.api.problem import problem_of
from tests.pages.marked import text_of

ANSWER, ASK = "/api/v1/answers/cancel-order", "/api/v1/ask"


@pytest.fixture
def card(store):
    return store.cancel_order()


def prove(client, receipt):
    return client.get(f"/api/v1/receipts/{receipt}")


@pytest.mark.parametrize("known", [{}, {"order_stage": "packed"}, {"order_stage": "lost"}])
def test_it_says_again_what_an_answer_said(card, channel, known):
    client = channel()
    first = client.get(ANSWER, {"lang": "pt-BR", **known}).json()
    shown = prove(client, first["receipt"]).json()
    for name in ("answer", "needs", "fallback", "trust", "status", "requested_language", "as_of", "revision"):
        assert shown[name] == first[name], name
    assert shown["is_same"] is True
    assert (shown["channel"], shown["card"], shown["context"]) == ("public-test", "cancel-order", known)
    assert datetime.fromisoformat(shown["issued_at"]) <= datetime.fromisoformat(first["as_of"])
    assert shown["version"]["number"] == 1
    assert not first["answer"] or first["answer"]["digest"].startswith(shown["digest_begins"])
    assert len(shown["digest_begins"]) == len("sha256:") + 32
    assert shown["version"]["digest"].startswith("sha256:")


def test_it_names_the_facts_that_are_quoted(card, channel, store):
    client = channel()
    receipt = client.get(ANSWER, {"order_stage": "packed", "lang": "ru"}).json()["receipt"]
    store.fact(value=9)
    assert prove(client, receipt).json()["facts"] == [{"fact": "refunds.card_days", "version": 1, "value": "5 дней"}]


def test_asking_gives_receipts_too(card, channel):
    client = channel()
    question = {"question": "is it too late to cancel my order", "context": {"order_stage": "packed"}}
    first = client.post(ASK, question, content_type="application/json").json()
    shown = prove(client, first["receipt"]).json()
    assert shown["answer"] == first["answer"]
    assert shown["is_same"] is True


def test_not_knowing_is_proved_too(card, channel):
    client = channel()
    question = {"question": "совершенно непонятный вопрос", "lang": "ru"}
    first = client.post(ASK, question, content_type="application/json").json()
    assert (first["status"], first["answer"]) == ("escalate", None)
    shown = prove(client, first["receipt"]).json()
    assert (shown["card"], shown["answer"], shown["trust"], shown["facts"]) == (None, None, None, [])
    assert shown["escalation"]["message"] == first["escalation"]["message"]
    assert shown["is_same"] is True


def test_a_choice_of_candidates_has_none(store, channel, monkeypatch):
    store.card("gift-wrap")
    monkeypatch.setattr("search.ask.ANSWER_FROM", 1.1)
    body = channel().post(ASK, {"question": "gift wrap"}, content_type="application/json").json()
    assert (body["status"], body["receipt"]) == ("suggest", None)


@pytest.mark.parametrize(
    "change", [lambda text: text[:-1], lambda text: "A" + text[1:], lambda text: text + "A", lambda _: "x.y"]
)
def test_it_refuses_what_was_altered(card, channel, change):
    client = channel()
    receipt = client.get(ANSWER, {"order_stage": "packed"}).json()["receipt"]
    body = problem_of(prove(client, change(receipt)), 400)
    assert [(error["field"], error["code"]) for error in body["errors"]] == [("receipt", "invalid")]


def test_it_refuses_a_foreign_key_and_honours_a_former_one(card, channel, settings):
    client = channel()
    receipt = client.get(ANSWER, {"order_stage": "packed"}).json()["receipt"]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key that is long enough", [settings.SECRET_KEY]
    assert prove(client, receipt).json()["is_same"] is True
    settings.SECRET_KEY_FALLBACKS = []
    problem_of(prove(client, receipt), 400)


def test_a_public_channel_sees_no_receipt_of_another(card, channel):
    receipt = channel("public", slug="bot").get(ANSWER, {"order_stage": "packed"}).json()["receipt"]
    assert prove(channel("public", slug="bot"), receipt).status_code == 200
    assert prove(channel("internal"), receipt).json()["channel"] == "bot"
    body = problem_of(prove(channel("public", slug="shop"), receipt), 404)
    assert body["errors"][0]["code"] == "unknown_receipt"


def test_a_visitor_of_the_chat_sees_the_chats_receipts(card, channel):
    visitor = Client(headers={"Authorization": f"Bearer {visitor_token()}"})
    receipt = visitor.get(ANSWER, {"order_stage": "packed"}).json()["receipt"]
    assert prove(visitor, receipt).json()["channel"] == "chat"
    problem_of(prove(channel("public"), receipt), 404)


def test_a_colleague_sees_all(card, channel, people, client_of):
    receipt = channel().get(ANSWER, {"order_stage": "packed"}).json()["receipt"]
    assert prove(client_of(people.ana), receipt).json()["is_same"] is True
    problem_of(prove(client_of(people.stranger), receipt), 403)
    problem_of(prove(Client(), receipt), 401)


def test_a_card_that_became_internal_is_hidden_and_one_that_was_withdrawn_is_proved(card, store, channel):
    public, internal = channel("public"), channel("internal")
    receipt = public.get(ANSWER, {"order_stage": "packed"}).json()["receipt"]
    store.withdraw(card)
    problem_of(public.get(ANSWER, {"order_stage": "packed"}), 404)
    assert prove(public, receipt).json()["is_same"] is True
    store.publish(card, {**store.text(card), "audience": "internal"})
    hidden = prove(public, receipt)
    problem_of(hidden, 404)
    assert "cancel" not in text_of(hidden).replace("cancellation", "")
    assert prove(internal, receipt).json()["is_same"] is True


def test_it_shows_nothing_internal_to_a_public_channel(card, channel):
    client = channel("public")
    shown = prove(client, client.get(ANSWER, {"order_stage": "lost"}).json()["receipt"]).json()
    assert set(shown["escalation"]) == {"reason", "message"}
    assert "notes" not in shown
    assert "offer" not in shown


def test_it_says_so_when_the_words_are_not_the_same_any_more(card, channel):
    """No act of the program does this: the question is changed in the database, past the import that would keep the former."""
    client = channel()
    receipt = client.get(ANSWER).json()["receipt"]
    Dimension.objects.filter(slug="order_stage").update(questions={"en": "Something else?"})
    shown = prove(client, receipt).json()
    assert shown["is_same"] is False
    assert shown["needs"][0]["question"] == "Something else?"


def test_etags_ignore_receipts(card, channel):
    client = channel()
    first, second = client.get(ANSWER, {"order_stage": "packed"}), client.get(ANSWER, {"order_stage": "packed"})
    assert first.json()["receipt"] != second.json()["receipt"]
    assert first["ETag"] == second["ETag"]
    then = {"order_stage": "packed", "as_of": first.json()["as_of"]}
    assert client.get(ANSWER, then)["ETag"] == client.get(ANSWER, then)["ETag"]
    shown = prove(client, first.json()["receipt"])
    assert client.get(shown.wsgi_request.path, headers={"If-None-Match": shown["ETag"]}).status_code == 304


@pytest.mark.django_db(transaction=True)
def test_reading_writes_nothing(card, channel):
    """But when a key is used first, and then once a minute, after the answer has left: tests/policies/test_keys.py."""
    client = channel()
    client.get("/api/v1/languages")
    with CaptureQueriesContext(connection) as queries:
        receipt = client.get(ANSWER, {"order_stage": "packed", "customer_ref": "eva"}).json()["receipt"]
        client.post(ASK, {"question": "cancel my order", "customer_ref": "eva"}, content_type="application/json")
        prove(client, receipt)
    assert [query["sql"] for query in queries if not query["sql"].lstrip().startswith("SELECT")] == []
