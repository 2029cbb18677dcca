"""What customers wrote and who they were is kept for as many days as the settings say, and not a day longer."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction

from policies import retention
from policies.audit.proof import verify
from policies.models import Escalation, Event, Flag, Notice, OfferOutcome
from policies.notices.reminders import remind
from policies.notices.words import sentence
from policies.outcomes import counts_of, find_made, record_outcome
from policies.queues.escalating import Handed, escalate
from policies.retention import empty_what_is_over
from policies.tasks import empty_what_is_over as task
from policies.trust.flags import flag
from search import questions
from search.models import Question
from search.tasks import forget_questions

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def clock(settings):
    settings.KEEP_DAYS = {"questions": 10, "escalations": 20, "comments": 30, "customers": 40}
    with time_machine.travel(START, tick=False) as moved:
        yield moved


def after(clock, days):
    clock.move_to(START + timedelta(days=days))
    task()
    forget_questions()


def events():
    return list(Event.objects.filter(action="empty").values_list("thing", "details__rows_emptied"))


def test_questions_go_after_their_days(clock):
    questions.note_searched(questions.Found("where is it", "en", (), 0.0, 1), "bot")
    questions.write()
    after(clock, 10)
    assert Question.objects.count() == 1
    after(clock, 11)
    assert not Question.objects.exists()
    assert events() == [("kept:questions", 1)]


def test_an_escalation_stays_without_the_customers_words(clock, store):
    made = escalate("I am Eva", Handed("orders", "en", context={"order_stage": "lost"}), channel="bot", customer_ref="eva")
    after(clock, 20)
    assert Escalation.objects.get().question == "I am Eva"
    after(clock, 21)
    made.refresh_from_db()
    assert (made.question, made.customer, made.context, made.queue) == ("", "", {"order_stage": "lost"}, "orders")
    assert made.emptied_at == START + timedelta(days=21)
    assert events() == [("kept:escalations", 1)]
    after(clock, 22)
    assert len(events()) == 1
    assert not verify().findings


def test_what_customers_said_in_flags_goes_from_the_notices_too(clock, store, people):
    version = store.version(store.card())
    flag(version, "wrong", "Eva says no", channel="bot")
    flag(version, "wrong", "Ana says no", by=people.ana)
    remind()
    after(clock, 31)
    assert sorted(Flag.objects.values_list("comment", flat=True)) == ["", "Ana says no"]
    said = " ".join(sentence(notice) for notice in Notice.objects.filter(kind="flagged"))
    assert "Eva" not in said
    assert "Ana says no" in said


def test_who_was_made_an_offer_is_forgotten_and_that_it_was_made_is_not(clock, store):
    offer = store.offer()
    record_outcome(find_made("STAYFREE", "internal"), "accepted", channel="bot", customer_ref="eva", order_ref="1042")
    after(clock, 40)
    assert OfferOutcome.objects.exclude(customer="").exists()
    after(clock, 41)
    outcome = OfferOutcome.objects.get()
    assert (outcome.customer, outcome.order, outcome.kind) == ("", "", "accepted")
    assert counts_of(offer, None, START + timedelta(days=50)).accepted == 1


@pytest.mark.parametrize(
    "change",
    [{"kind": "shown"}, {"customer": "x" * 64}, {"order": "y" * 64}, {"customer": "", "channel": "other"}, {"at": START}],
)
def test_nothing_else_of_an_outcome_changes(clock, store, change):
    store.offer()
    clock.shift(60)
    record_outcome(find_made("STAYFREE", "internal"), "accepted", channel="bot", customer_ref="eva", order_ref="1042")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        OfferOutcome.objects.update(**change)


def test_many_go_in_batches_each_with_its_event(clock, store, monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for number in range(5):
        escalate(f"question {number}", Handed("orders", "en"), channel="bot")
    clock.move_to(START + timedelta(days=21))
    assert empty_what_is_over() == 5
    assert events() == [("kept:escalations", 2), ("kept:escalations", 2), ("kept:escalations", 1)]
