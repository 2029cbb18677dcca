"""Random plans of a fact and a card come back from their files as they were."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import time_machine
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.errors import Conflict
from policies.files.exports import export_files, export_to
from policies.models import Version
from policies.publishing import in_force, moment_at, now
from policies.workflow import publish, withdraw
from tests.people import make_people
from tests.policies.collection_files import bring_in, elsewhere, read
from tests.store import Store

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOURS = st.integers(0, 8)
STEPS = st.lists(st.tuples(st.sampled_from("ffcccw"), HOURS, st.none() | st.integers(1, 8), st.integers(0, 2)), max_size=7)


@pytest.mark.django_db
@pytest.mark.once
@settings(max_examples=25, deadline=None, database=None)
@given(STEPS)
def test_it_comes_back_from_its_files_whatever_was_planned(steps):
    with time_machine.travel(NOON, tick=False) as clock, elsewhere(), TemporaryDirectory() as folder:
        people = make_people()
        with elsewhere():
            happen(Store(people), steps, clock)
            export_to(Path(folder), now())
            one, before = read(Path(folder)), held()
        bring_in(Path(folder), people)
        assert {str(path): data.decode() for path, data in export_files(now())} == one
        assert held() == before
        count = Version.objects.count()
        assert bring_in(Path(folder), people).drafts == []
        assert Version.objects.count() == count


def happen(store, steps, clock):
    """Facts and a card are changed, scheduled and withdrawn; what the workflow refuses does not happen."""
    store.dimension()
    fact, card = store.fact(), store.card("contact-us")
    for number, (what, start, length, wait) in enumerate(steps):
        clock.shift(wait * HOUR)
        begins = now().at + start * HOUR if start else None
        ends = (begins or now().at) + length * HOUR if length else None
        subject, content = (
            (fact, {"type": "duration", "unit": "day", "value": number + 10})
            if what == "f"
            else (card, words(store, card, number))
        )
        try:
            with transaction.atomic():
                if what == "w":
                    withdraw(card, by=store.people.olivia, start=begins)
                else:
                    publish(store.approved(subject, content), by=store.people.olivia, start=begins, until=ends)
        except Conflict:
            continue


def held():
    """The content in force at every hour."""
    hours = [moment_at(now().at + number * HOUR) for number in range(20)]
    found = [
        (in_force("card", ["contact-us"], at).get("contact-us"), in_force("fact", ["refunds.card_days"], at)) for at in hours
    ]
    return [(card and card.typed, {slug: version.typed for slug, version in facts.items()}) for card, facts in found]


def words(store, card, number):
    content = store.text(card)
    content["languages"]["en"]["short"] = f"Words {number}."
    return content
