"""What the clock makes known: step by step, at its time, once; a beat may be missed, come twice, or come from a slow clock."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from policies.models import Card, Involvement, Notice, RiskRule, Subject, Topic
from policies.models.colleague import Colleague
from policies.notices.reminders import due_notices, remind
from policies.trust.flags import flag
from policies.workflow import submit

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as travel:
        yield travel


@pytest.fixture
def card(clock, store):
    return store.card("contact-us", risk="medium")


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("person__username", flat=True))


def at(clock, moment: datetime) -> None:
    clock.move_to(moment)
    remind()


def due_at(store, card) -> datetime:
    return store.version(card).verifications.get().due_at


def expires_at(store, card) -> datetime:
    return store.version(card).verifications.get().expires_at


def test_a_review_that_nobody_takes_up_climbs_a_step_with_every_span(clock, store, people, card):
    Colleague.objects.create(person=people.olivia, deputy=people.pavel)
    Topic.objects.filter(pk=card.topic_id).update(owner=people.ada)
    Subject.objects.filter(pk=card.pk).update(owner=people.olivia)
    draft = store.draft(Card.objects.get(pk=card.pk), store.text(card) | {"audience": "internal"})
    submit(draft, by=people.marta)
    span = timedelta(hours=RiskRule.objects.get(pk="medium").review_hours)
    at(clock, START + span - timedelta(minutes=1))
    assert told("review_overdue") == []
    reached = []
    for step in range(1, 6):
        at(clock, START + step * span)
        reached.append(told("review_overdue"))
    assert reached == [
        ["olivia"],
        ["olivia", "pavel"],
        ["ada", "olivia", "pavel"],
        ["ada", "max", "olivia", "pavel"],
        ["ada", "max", "olivia", "pavel"],
    ]


def test_a_missed_beat_leaves_out_nobody(clock, store, people, card):
    Colleague.objects.create(person=people.olivia, deputy=people.pavel)
    submit(store.draft(card, store.text(card) | {"audience": "internal"}), by=people.marta)
    at(clock, START + timedelta(days=60))
    assert told("review_overdue") == ["max", "olivia", "pavel"]


def test_a_verification_is_announced_asked_for_and_missed(clock, store, people, card):
    Involvement.objects.create(subject=card, person=people.ana, part="verifier")
    due, end = due_at(store, card), expires_at(store, card)
    at(clock, due - timedelta(days=14, minutes=1))
    assert not Notice.objects.exists()
    at(clock, due - timedelta(days=14))
    assert (told("due_soon"), told("due")) == (["ana", "olivia"], [])
    at(clock, due)
    assert (told("due"), told("expires_soon")) == (["ana", "olivia"], [])
    at(clock, end - timedelta(days=7))
    assert told("expires_soon") == ["ana", "max", "olivia"]
    notice = Notice.objects.filter(kind="expires_soon")[0]
    assert notice.is_urgent
    assert notice.params["then"] == {"notice": ["agents", "chat", "faq", "panel"], "escalate": []}
    at(clock, end)
    assert told("expired") == ["ana", "max", "olivia"]
    assert Notice.objects.count() == 2 + 2 + 3 + 3


def test_a_beat_that_comes_twice_or_from_a_slow_clock_tells_nobody_again(clock, store, card):
    due = due_at(store, card)
    at(clock, due)
    before = set(Notice.objects.values_list("person", "key"))
    at(clock, due)
    at(clock, due - timedelta(hours=1))
    assert set(Notice.objects.values_list("person", "key")) == before | {
        (person.pk, cause.key) for person, cause in due_notices(timezone.now())
    }
    at(clock, due + timedelta(minutes=1))
    at(clock, due)
    assert told("due") == ["olivia"]
    assert len(told("due_soon")) <= 1


def test_a_fact_with_another_value_makes_the_card_due_and_says_so(clock, store, people):
    card = store.cancel_order()
    clock.shift(timedelta(days=3))
    store.fact(value=7)
    remind()
    assert told("fact_changed") == ["olivia"]
    notice = Notice.objects.get(kind="fact_changed")
    assert (notice.subject_id, notice.params["about"]) == (card.pk, "refunds.card_days")
    assert told("due") == []


def test_the_owner_hears_of_a_flag_at_once_but_not_of_the_own(clock, store, people, card):
    flag(store.version(card), "wrong", "The number is an old one.", by=people.ana)
    flag(store.version(card), "unclear", "What is meant?", by=people.olivia)
    remind()
    remind()
    notice = Notice.objects.get(kind="flagged")
    assert (notice.person, notice.is_urgent, notice.params["comment"]) == (people.olivia, True, "The number is an old one.")


def test_who_inherits_a_card_is_told(clock, people, card):
    Subject.objects.filter(pk=card.pk).update(inherited_from=people.olivia, inherited_at=START, owner=people.pavel)
    remind()
    assert told("inherited") == ["pavel"]
    assert Notice.objects.get(kind="inherited").params["by"] == "Olivia"
