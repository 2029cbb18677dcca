"""Faults planted in the product: the simulation finds each, and names the promise that was broken."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from kb.simulation.world import Failure
from kb.simulation.year import Wanted, simulate
from policies import answers
from policies.notices import mailing, reminders, telling
from policies.notices.telling import Cause
from policies.people.standing_in import Whereabouts
from policies.trust.basis import Basis

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
MINUTE = timedelta(minutes=1)


def failures(days: int = 14) -> list[Failure]:
    """A few days around the night in which Europe skips 02:30."""
    start = datetime(2026, 3, 29, tzinfo=UTC) - timedelta(days=days // 2)
    return simulate(Wanted(days=days, cards=24, people=12, seed=11, start=start), stops_at_failure=True).failures


def rules(found: list[Failure]) -> set[str]:
    return {failure.rule for failure in found}


def test_it_finds_a_deputy_who_is_forgotten(monkeypatch):
    monkeypatch.setattr(Whereabouts, "deputies_of", lambda self, person: iter(()))
    assert rules(failures(40)) & {"every card has somebody who answers", "no notice is lost"}


def test_it_finds_a_reminder_that_is_repeated_under_another_key(monkeypatch):
    honest = reminders.due_notices

    def again(now: datetime) -> Any:
        for person, cause in honest(now):
            yield person, Cause(cause.kind, f"{cause.key}:{now:%d}", cause.path, cause.subject, cause.params)

    monkeypatch.setattr(reminders, "due_notices", again)
    assert "nobody is told what is not theirs, or twice" in rules(failures())


def test_it_finds_a_notice_that_is_lost(monkeypatch):
    honest = telling.tell_all
    monkeypatch.setattr(reminders, "tell_all", lambda said: honest(list(said)[1:]))
    assert "no notice is lost" in rules(failures())


def test_it_finds_a_ladder_that_is_one_minute_late(monkeypatch):
    honest = Basis.state_at
    monkeypatch.setattr(Basis, "state_at", lambda self, at: honest(self, at - MINUTE))
    assert "ladder at its minute" in rules(failures(20))


def test_it_finds_a_channel_that_does_not_follow_its_ladder(monkeypatch):
    monkeypatch.setattr(answers, "ESCALATE", "never")
    assert "ladder at its minute" in rules(failures(40))


def test_it_finds_a_digest_that_ignores_daylight_saving(monkeypatch):
    honest = mailing.last_digest

    def in_winter_time(wishes: Any, at: datetime) -> datetime:
        """An hour late once the clocks have changed, as with an offset that was noted in winter."""
        zone = mailing.zone_of(wishes)
        shift = at.astimezone(zone).dst() or timedelta()
        return honest(wishes, at - shift) + shift

    monkeypatch.setattr(mailing, "last_digest", in_winter_time)
    assert {"each e-mail leaves when it is due", "no e-mail leaves that is not due"} & rules(failures())


def test_it_finds_e_mails_in_quiet_hours(monkeypatch):
    monkeypatch.setattr(mailing, "is_quiet", lambda wishes, at: False)
    assert "nothing in quiet hours" in rules(failures())


def test_it_finds_a_repeat_with_another_message_id(monkeypatch):
    """The server was away, or the worker died: whoever got it twice could not tell."""
    numbers = count()
    monkeypatch.setattr(mailing, "message_id", lambda person, batch: f"<{next(numbers)}@example.com>")
    assert "one Message-ID, one e-mail" in rules(failures(40))
