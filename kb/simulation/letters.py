"""Which e-mails must leave at a beat, worked out a second time: to whom, and which notices stand in each."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from kb.simulation.expected import URGENT, Expected
from kb.simulation.reference import Person, Reference, utc

LEASE, KEPT, MOST = timedelta(minutes=15), timedelta(days=14), 100
Letter = tuple[int, frozenset[int]]


@dataclass(slots=True)
class Post:
    """`waiting` has, for each person, what was not sent yet; `digests` counts them by person and local day."""

    reference: Reference
    waiting: dict[int, list[Expected]] = field(default_factory=dict)
    digests: dict[tuple[int, date], int] = field(default_factory=dict)

    def add(self, notices: list[Expected]) -> None:
        for notice in notices:
            self.waiting.setdefault(notice.person, []).append(notice)

    def beat(self, at: datetime, *, is_away: bool = False, dies_after: int = 0) -> list[Letter]:
        """The letters that are tried at this beat, in order. The server may be away, the worker may die after so many."""
        tried: list[Letter] = []
        for pk in sorted(self.waiting):
            for batch, claimed_at in self._batches(self.reference.people[pk], at):
                tried.append((pk, frozenset(notice.pk for notice in batch)))
                for notice in batch:
                    notice.claimed_at = claimed_at
                if is_away or len(tried) == dies_after:
                    return tried
                for notice in batch:
                    notice.is_sent = True
            self.waiting[pk] = [one for one in self.waiting[pk] if not one.is_sent and one.created_at > at - 2 * KEPT]
        return tried

    def _batches(self, person: Person, at: datetime) -> Iterator[tuple[list[Expected], datetime]]:
        if not person.is_active or person.email == "never" or is_quiet(person, at):
            return
        unsent = sorted((one for one in self.waiting[person.pk] if one.created_at > at - KEPT), key=lambda one: one.pk)
        begun = sorted({one.claimed_at for one in unsent if one.claimed_at is not None and one.claimed_at < at - LEASE})
        for place, claimed_at in enumerate(begun, start=1):
            yield [one for one in unsent if one.claimed_at == claimed_at], at + timedelta(microseconds=place)
        fresh = [one for one in unsent if one.claimed_at is None and not one.is_seen]
        if person.email == "digest":
            digest_at = last_digest(person, at)
            fresh = [one for one in fresh if one.kind in URGENT or one.created_at < digest_at]
            if any(one.kind not in URGENT for one in fresh):
                today = (person.pk, at.astimezone(person.zone).date())
                self.digests[today] = self.digests.get(today, 0) + 1
        if fresh:
            yield fresh[:MOST], at


def is_quiet(person: Person, at: datetime) -> bool:
    if person.quiet is None:
        return False
    start, end = person.quiet
    here = at.astimezone(person.zone).time()
    return start <= here < end if start <= end else not end <= here < start


def last_digest(person: Person, at: datetime) -> datetime:
    """The last instant up to now at which the person's clock said the time of the digest."""
    today = at.astimezone(person.zone).date()
    instants = [utc(today - timedelta(days=back), person.digest_at, person.zone) for back in (0, 1, 2)]
    return max(instant for instant in instants if instant <= at)
