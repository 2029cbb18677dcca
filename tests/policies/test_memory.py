"""What a process remembers is forgotten in time. These tests really commit: inside a transaction nothing is remembered."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from policies.answers import answer_for, find_card
from policies.memory import _moments, forget, recall
from policies.models import Subject
from policies.moment import Moment
from policies.publishing import in_force, moment_at, now

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
HOUR, MOMENT = timedelta(hours=1), timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def clock():
    forget()
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller
    forget()


@pytest.fixture
def card(store, clock):
    return store.card("contact-us")


def changed(store, card, words):
    content = store.text(card)
    content["languages"]["en"]["short"] = words
    return content


def said(at=None):
    moment = at or now()
    card = find_card("contact-us", "public", moment)
    return card and answer_for(card, {}, "en", moment).answer.text


def queries(act):
    with CaptureQueriesContext(connection) as captured:
        act()
    return [query["sql"] for query in captured.captured_queries if "policies_counter" not in query["sql"]]


OLD = "This is what we say about contact us."


def test_it_answers_again_without_a_query_for_content(card):
    assert queries(said) != []
    assert queries(said) == []


def test_it_is_over_at_a_new_revision(store, card):
    assert said() == OLD
    store.publish(card, changed(store, card, "New."))
    assert said() == "New."
    store.withdraw(card)
    assert said() is None


def test_it_is_over_at_a_scheduled_instant_without_a_new_revision(store, card, clock):
    store.publish(card, changed(store, card, "Holidays."), start=NOON + HOUR, until=NOON + 2 * HOUR)
    for instant, words in (
        (NOON, OLD),
        (NOON + HOUR - MOMENT, OLD),
        (NOON + HOUR, "Holidays."),
        (NOON + 2 * HOUR - MOMENT, "Holidays."),
        (NOON + 2 * HOUR, OLD),
    ):
        clock.move_to(instant)
        assert [said(), said()] == [words, words]


def test_it_is_over_when_a_withdrawal_begins(store, card, clock):
    store.withdraw(card, start=NOON + HOUR)
    assert said() == OLD
    clock.shift(HOUR)
    assert said() is None


def test_it_is_over_for_a_fact_that_changes(store, clock):
    store.fact()
    store.card("contact-us", languages={"en": {"title": "T", "short": "In {{ refunds.card_days }}."}})
    store.publish(store.fact(), {"type": "duration", "value": 9, "unit": "day"}, start=NOON + HOUR)
    assert said() == "In 5 days."
    clock.shift(HOUR)
    assert said() == "In 9 days."


def test_it_keeps_other_times_apart(store, card, clock):
    store.publish(card, changed(store, card, "New."), start=NOON + HOUR)
    moments = (moment_at(NOON + 2 * HOUR), moment_at(NOON - HOUR), Moment(NOON, 0))
    for at in moments:
        recall(at)["x"] = at
    assert [recall(at)["x"] for at in moments] == list(moments)
    assert "x" not in recall(now())
    assert [said(moment_at(NOON + 2 * HOUR)), said(), said(moment_at(NOON - HOUR))] == ["New.", OLD, None]
    clock.shift(24 * HOUR)
    assert [said(moment_at(NOON)), said()] == [OLD, "New."]


def test_it_knows_an_older_revision_from_the_newest(store, card, clock):
    before = now()
    clock.shift(timedelta(seconds=1))
    store.publish(card, changed(store, card, "New."))
    assert said() == "New."
    assert said(Moment(datetime.now(UTC), before.revision)) == OLD
    assert said() == "New."


def test_it_keeps_nothing_from_inside_a_transaction(store, card):
    assert said() == OLD
    with transaction.atomic():
        store.publish(card, changed(store, card, "Never."))
        assert said() == "Never."
        transaction.set_rollback(True)
    assert said() == OLD
    store.publish(card, changed(store, card, "Another."))
    assert said() == "Another."


def test_it_does_not_give_a_rolled_back_revision_to_the_next(store, card):
    with transaction.atomic():
        store.publish(card, changed(store, card, "Never."))
        revision = now().revision
        transaction.set_rollback(True)
    store.publish(card, changed(store, card, "Real."))
    assert (now().revision, said()) == (revision, "Real.")


def test_it_remembers_that_there_is_no_such_card_only_until_there_is(store, clock):
    store.card("other")
    assert find_card("contact-us", "public", now()) is None
    store.card("contact-us")
    assert said() == OLD


def test_it_forgets_a_topic_or_a_risk_that_changed_with_the_revision(store, card, people):
    assert in_force(Subject.Kind.CARD, ["contact-us"], now())["contact-us"].subject.card.risk == "medium"
    assert said() == OLD


def test_it_does_not_grow_without_end(card, monkeypatch):
    monkeypatch.setattr("policies.memory.MAX_ENTRIES", 50)
    for number in range(200):
        find_card(f"no-card-{number}", "public", now())
        assert len(recall(now())) <= 52
    assert said() == OLD


def test_it_keeps_only_the_last_moments_and_little_of_each(card, monkeypatch):
    monkeypatch.setattr("policies.memory.MAX_MOMENTS", 5)
    monkeypatch.setattr("policies.memory.MAX_ENTRIES_OF_MOMENT", 10)
    for number in range(20):
        recall(moment_at(NOON - number * HOUR))["x"] = number
    assert len(_moments) == 5
    first = moment_at(NOON - 30 * HOUR)
    recall(first).update({number: number for number in range(11)})
    assert recall(first) == {}


def test_it_keeps_nothing_of_a_preview(card):
    at = Moment(NOON, 1, release=1)
    recall(at)["x"] = "kept"
    assert recall(at) == {}
