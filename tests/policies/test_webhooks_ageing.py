"""Checks that become due or overdue by themselves are told to webhooks: once each, in order, to whom they concern."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from policies.publishing import now
from policies.tasks import send_webhooks, tell_ageing
from policies.trust.tally import tally
from policies.trust.verifying import verify
from tests.receiver import cards_told, told

pytestmark = pytest.mark.django_db
START, DAY = datetime(2026, 3, 2, 9, tzinfo=UTC), timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def shop(receiver, store, webhook_at, clock):
    """A webhook of a public channel, a card that the public reads, and one that it does not; what came until now is done."""
    webhook_at(receiver)
    store.card("secret-plan", audience="internal")
    card = store.card("contact-us")
    send_webhooks()
    tell_ageing()
    receiver.got.clear()
    return card


def dates(slug="contact-us"):
    (found,) = [card for card in tally(now()) if card.slug == slug]
    return found.due_at, found.expires_at


def kinds(receiver):
    return [(message["type"], message["timestamp"]) for message in told(receiver)]


def test_it_tells_of_each_once_in_order_also_when_the_beat_was_away(shop, receiver, clock):
    due_at, expires_at = dates()
    clock.move_to(due_at - timedelta(seconds=1))
    tell_ageing()
    assert receiver.got == []
    clock.move_to(due_at + timedelta(seconds=5))
    for _ in range(3):
        tell_ageing()
        clock.shift(timedelta(seconds=30))
    assert kinds(receiver) == [("trust.due", due_at.isoformat())]
    clock.move_to(expires_at + 40 * DAY)
    tell_ageing()
    tell_ageing()
    assert kinds(receiver) == [("trust.due", due_at.isoformat()), ("trust.expired", expires_at.isoformat())]
    assert cards_told(receiver) == ["card:contact-us"] * 2
    (change,) = told(receiver)[0]["data"]["changes"]
    assert (change["kind"], change["cards"], change["effective_from"]) == ("trust", ["contact-us"], due_at.isoformat())


def test_it_tells_both_steps_in_order_when_both_were_missed(shop, receiver, clock):
    clock.move_to(dates()[1] + DAY)
    tell_ageing()
    assert [kind for kind, _at in kinds(receiver)] == ["trust.due", "trust.expired"]


def test_what_was_verified_in_time_is_not_told(shop, receiver, people, clock):
    due_at, _expires_at = dates()
    clock.move_to(due_at - DAY)
    verify(shop, by=people.olivia, answers=[{"thing": "text", "is_right": True, "source": "The law"}])
    clock.move_to(due_at + DAY)
    send_webhooks()
    tell_ageing()
    assert [kind for kind, _at in kinds(receiver)] == ["changes.recorded"]


def test_a_doubt_is_due_at_once(shop, receiver, people, store, clock):
    answers = [{"thing": "text", "is_right": False, "source": "The address has changed"}]
    clock.shift(DAY)
    verify(shop, by=people.olivia, answers=answers)
    clock.shift(timedelta(seconds=10))
    send_webhooks()
    tell_ageing()
    tell_ageing()
    assert [kind for kind, _at in kinds(receiver)] == ["changes.recorded", "trust.due"]


def test_a_webhook_that_wants_other_kinds_is_not_told(receiver, store, webhook_at, clock):
    webhook_at(receiver, kinds=["publish"])
    store.card("contact-us")
    send_webhooks()
    receiver.got.clear()
    clock.move_to(dates()[0] + DAY)
    tell_ageing()
    assert receiver.got == []


def test_what_became_due_before_it_was_made_is_not_told(receiver, store, webhook_at, clock):
    store.card("contact-us")
    clock.move_to(dates()[0] + DAY)
    webhook_at(receiver)
    tell_ageing()
    assert receiver.got == []
