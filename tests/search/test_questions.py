"""Questions are kept: masked, with what came of them, written soon and never while somebody waits."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from policies.reply import Escalation
from search import questions
from search.ask import Asked
from search.models import Question

pytestmark = [pytest.mark.django_db, pytest.mark.both]
ASK = "/api/v1/ask"


@pytest.fixture
def bot(channel, store):
    store.cancel_order()
    return channel("public", slug="bot", scopes=("answers", "feedback"))


def ask(client, question="is it too late to cancel my order", **more):
    body = {"question": question, "context": {"order_stage": "packed"}, **more}
    return client.post(ASK, body, content_type="application/json").json()


def asked(question="what?", **more):
    said = {"language": "en", "confidence": 0.1, "band": "escalate", "candidates": (), "reply": None}
    return Asked(question, **said, escalation=Escalation("no_answer", "orders", "…"), **more)


def kept():
    questions.write()
    return list(Question.objects.all())


def test_it_keeps_what_was_asked_how_sure_the_engine_was_and_what_was_said(bot):
    said = ask(bot)
    (row,) = kept()
    assert (row.channel, row.language, row.band, row.status, row.way) == ("bot", "en", "answer", "answered", "ask")
    assert (row.card, row.rule, row.confidence) == ("cancel-order", "not-shipped", said["confidence"])
    assert (row.receipt, row.revision, row.cards[0]) == (said["receipt"], said["revision"], "cancel-order")


def test_who_asked_is_masked(bot):
    ask(bot, "cancel my order? I am eva@example.com, +49 30 1234567")
    assert [row.text for row in kept()] == ["cancel my order? I am [e-mail], [phone]"]


def test_a_question_that_nobody_can_answer_is_kept_as_such(bot):
    ask(bot, "xylophones and zebras", context={})
    (row,) = kept()
    assert (row.band, row.status, row.card, row.cards) == ("escalate", "escalate", "", [])


def test_reads_write_nothing_while_somebody_waits(bot):
    ask(bot)
    kept()
    with CaptureQueriesContext(connection) as asked_of_database:
        ask(bot)
    assert not [query for query in asked_of_database if "search_question" in query["sql"]]
    assert Question.objects.count() == 1
    assert len(kept()) == 2


def test_questions_about_another_day_are_none(bot):
    ask(bot, as_of="2026-01-01T00:00:00Z")
    bot.get("/api/v1/search?q=cancel&as_of=2026-01-01T00:00:00Z")
    assert kept() == []


def test_the_search_box_is_kept_with_the_cards_it_showed(bot):
    bot.get("/api/v1/search?q=cancel")
    bot.get("/api/v1/suggest?q=canc")
    (row,) = kept()
    assert (row.way, row.text, row.cards, row.card) == ("search", "cancel", ["cancel-order"], "")


def test_what_an_agent_types_is_kept_once_she_means_it_with_what_she_opens(store, client_of, people):
    store.cancel_order()
    store.card("cancel-gift", topic="gifts")
    ana = client_of(people.ana)
    ana.get("/?q=cancel", headers={"HX-Request": "true"})
    assert kept() == []
    ana.get("/?q=cancel")
    (row,) = kept()
    assert (row.way, row.channel, row.chosen) == ("find", "agents", "")
    ana.get("/?q=cancel&card=cancel-gift", headers={"HX-Request": "true"})
    ana.get("/?q=Cancel ", headers={})
    (row,) = kept()
    assert (row.chosen, row.card, row.status, set(row.cards)) == (
        "cancel-gift",
        "cancel-gift",
        "answered",
        {"cancel-order", "cancel-gift"},
    )
    client_of(people.pavel).get("/?q=cancel")
    assert len(kept()) == 2
    assert str(people.ana.pk) != row.key


def test_an_outcome_finds_its_question_by_the_receipt(bot):
    first, second = ask(bot), ask(bot, lang="ru")
    questions.note_outcome(second["receipt"], "unhelpful")
    assert {row.receipt: row.outcome for row in kept()} == {first["receipt"]: "", second["receipt"]: "unhelpful"}
    questions.note_outcome(first["receipt"], "escalated")
    assert {row.outcome for row in kept()} == {"escalated", "unhelpful"}


def test_what_finds_no_room_is_counted_and_said(db, monkeypatch, caplog):
    monkeypatch.setattr(questions, "MOST", 2)
    for _ in range(5):
        questions.note_asked(asked(), "bot", 1, None)
    assert len(kept()) == 2
    assert "3 questions could not be noted" in caplog.text
    kept()
    assert caplog.text.count("could not be noted") == 1


def test_what_cannot_be_written_is_written_later(db, caplog):
    questions.note_asked(asked(), "bot", 1, None)
    with connection.execute_wrapper(_refuse):
        assert questions.write() == 0
    assert "will try again" in caplog.text
    assert [row.text for row in kept()] == ["what?"]


def test_a_row_says_when_it_was_asked_not_when_it_was_written(db):
    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=UTC), tick=False) as clock:
        questions.note_asked(asked(), "bot", 1, None)
        clock.shift(60)
        assert kept()[0].asked_at == datetime(2026, 3, 2, 9, tzinfo=UTC)


def _refuse(execute, sql, params, many, context):
    if "search_question" in sql:
        raise OperationalError("locked")
    return execute(sql, params, many, context)
