"""A short year: everything that the long one checks, over the weeks in which Europe and America change their clocks."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from kb.simulation.report import as_form, as_text
from kb.simulation.year import Occupied, Wanted, simulate
from tests.store import Store

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


def test_it_finds_nothing_wrong_in_five_weeks_with_both_changes_of_the_clock():
    outcome = simulate(Wanted(days=36, cards=50, people=12, seed=7, start=datetime(2026, 3, 1, tzinfo=UTC)))
    assert [str(failure) for failure in outcome.failures] == []
    assert {change.split("/")[0] for change in outcome.changes} >= {"America", "Europe"}
    counts = outcome.counts
    for name in ("notices", "e-mails", "digests", "answers at their minute", "people who answer", "departure", "verify"):
        assert counts.get(name, 0) > 0, f"Nothing was tried of {name}."
    for name in ("beats missed", "beats doubled", "beats by a clock set back", "beats without a mail server"):
        assert counts.get(name, 0) > 0, f"Nothing went wrong: {name}."
    assert "FAILED" not in as_text(outcome)
    assert as_form(outcome)["failures"] == []


def test_it_refuses_a_database_with_a_store_in_it(store: Store):
    store.card()
    with pytest.raises(Occupied):
        simulate(Wanted(days=1, cards=20, people=12))


def test_it_refuses_too_few_of_anything():
    with pytest.raises(CommandError, match="at least"):
        call_command("simulate", "year", cards=2)
