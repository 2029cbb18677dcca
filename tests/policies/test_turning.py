"""What a client keeps until `next_change_at` is right until then: nothing in it changes by itself before."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from policies.memory import forget, next_change_after
from policies.models import Card, Version
from policies.publishing import now
from policies.trust.due import every_card
from policies.trust.turning import next_trust_turn
from policies.trust.verifying import doubt
from policies.workflow import publish, withdraw

pytestmark = pytest.mark.django_db
INSTANT = timedelta(microseconds=1)


def test_trust_changes_at_no_other_instant_than_those_named(store, people):
    with time_machine.travel("2026-03-01T09:00:00Z", tick=False) as clock:
        store.cancel_order()
        clock.shift(timedelta(days=1))
        for risk in ("low", "high"):
            store.card(f"card-{risk}", risk=risk, languages={"en": {"title": risk, "short": "In {{ refunds.card_days }}."}})
        clock.shift(timedelta(days=20))
        fact, later = store.fact(value=9), {"type": "duration", "value": 11, "unit": "day"}
        store.card("plain")
        publish(store.approved(fact, later), by=people.olivia, start=timezone.now() + timedelta(days=40))
        clock.shift(timedelta(days=1))
        withdraw(Card.objects.get(slug="card-low"), by=people.olivia, start=timezone.now() + timedelta(days=200))
        doubt(Version.objects.select_related("subject").get(subject__slug="card-high"), by=people.olivia, reason="Is it?")
        turns = 0
        while (until := turn_after()) and turns < 60 and until < timezone.now() + timedelta(days=900):
            before = states()
            clock.move_to(until - INSTANT)
            forget()
            assert states() == before
            clock.move_to(until)
            forget()
            turns += states() != before
    assert turns >= 4  # Each of both kinds by itself and by the fact.


def turn_after():
    at = now()
    return min(filter(None, (next_change_after(at.at), next_trust_turn(at))), default=None)


def states():
    return {standing.subject.slug: standing.state for standing in every_card(now())}
