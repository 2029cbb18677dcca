"""Prove the audit trail: that no event was changed, taken away or put in between, and that the rows agree with their events."""

from collections import Counter as Tally
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Max

from policies.audit.seals import EVENT, is_sealed, of_event, read_rows
from policies.audit.vouched import Vouching
from policies.audit.vouched_versions import versions_against_events
from policies.events import EVENTS
from policies.guards import missing
from policies.models import Counter, Event

AT_ONCE = 1_000
NAMED = 100  # Findings beyond these are counted only.
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written. `number` is the event's, 0 when it is about no event."""

    message: str
    number: int = 0
    action: str = ""
    thing: str = ""

    def __str__(self) -> str:
        where = " ".join(word for word in (f"event {self.number}" if self.number else "", self.action, self.thing) if word)
        return f"{where}: {self.message}" if where else self.message


@dataclass(slots=True)
class Verdict:
    """`findings` has the broken links first, in order; `unsealed` counts, by kind, rows that are older than the seals."""

    events: int = 0
    head: str = ""
    findings: list[Finding] = field(default_factory=list)
    further: int = 0
    vouched: Tally[str] = field(default_factory=Tally)
    unsealed: Tally[str] = field(default_factory=Tally)

    @property
    def is_sound(self) -> bool:
        return not self.findings

    def add(self, finding: Finding) -> None:
        if len(self.findings) < NAMED:
            self.findings.append(finding)
        else:
            self.further += 1


def head() -> tuple[int, str]:
    """Number and seal of the last event: kept elsewhere, they prove later that nothing before them was rewritten."""
    return Event.objects.order_by("-number").values_list("number", "seal").first() or (0, "")


def verify(expected: tuple[int, str] | None = None, progress: Progress = lambda count: None) -> Verdict:
    """Read everything once. `expected` is a head that was kept elsewhere; `progress` is told how many events were read.

    Takes memory for one batch of events, and one bit for each row that events tell of.
    """
    with _snapshot():
        return _verify(expected, progress)


def _verify(expected: tuple[int, str] | None, progress: Progress) -> Verdict:
    verdict, vouching = Verdict(), Vouching()
    for name in missing(connection):
        verdict.add(Finding(f"the trigger {name} is missing or was changed; manage.py migrate puts it back"))
    written = Counter.objects.filter(pk=EVENTS).values_list("value", flat=True).first() or 0
    for batch in _batches(written):
        for event in batch:
            _link(event, verdict, expected)
        for number, action, thing, message in vouching.read(batch):
            verdict.add(Finding(message, number, action, thing))
        progress(verdict.events)
    _end(written, verdict, expected)
    verdict.vouched, verdict.unsealed = vouching.vouched, vouching.unsealed
    for thing, message in vouching.without_event():
        verdict.add(Finding(message, thing=thing))
    for thing, message in versions_against_events(verdict.vouched, verdict.unsealed):
        verdict.add(Finding(message, thing=thing))
    return verdict


@contextmanager
def _snapshot() -> Iterator[None]:
    """All reads see the database as it is now, while others go on writing to it; a transaction of Django's would stop them."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _batches(written: int) -> Iterator[list[dict[str, Any]]]:
    """The events that were counted, a thousand numbers at a time, so that no cursor stays open in the database."""
    events = Event.objects.order_by("number", "pk")
    last = events.filter(number__lte=written).aggregate(last=Max("number"))["last"] or 0
    for start in range(0, last, AT_ONCE):
        yield read_rows(events.filter(number__gt=start, number__lte=start + AT_ONCE), "seal", *EVENT)


def _link(event: Mapping[str, Any], verdict: Verdict, expected: tuple[int, str] | None) -> None:
    """Is this event the next one, sealed to the one before, and as it was sealed?"""
    number, wanted, broken = event["number"], verdict.events + 1, []
    if number > wanted:
        broken.append(f"before it, {_numbers(wanted, number - 1)} missing")
    elif event.get("previous") != verdict.head:
        broken.append("it is not sealed to the event before it")
    if not all(name in event for name in EVENT) or not is_sealed(of_event(event), event.get("seal")):
        broken.append("it is not as it was sealed")
    if expected is not None and number == expected[0] and event.get("seal") != expected[1]:
        broken.append("its seal is not the one that was kept elsewhere")
    if broken:
        verdict.add(Finding("; ".join(broken), number, event.get("action", ""), event.get("thing", "")))
    verdict.events, verdict.head = number, event.get("seal", "")


def _end(written: int, verdict: Verdict, expected: tuple[int, str] | None) -> None:
    """Was the tail cut off, or something put behind it?"""
    if written > verdict.events:
        verdict.add(Finding(f"{_numbers(verdict.events + 1, written)} missing: so many were written"))
    strays = Event.objects.exclude(number__gte=1, number__lte=written)
    for action, thing in strays.values_list("action", "thing")[:NAMED]:
        verdict.add(Finding("it has a number that was never given", action=action, thing=thing))
    if expected is not None and expected[0] > verdict.events:
        verdict.add(Finding(f"event {expected[0]}, whose seal was kept elsewhere, is missing"))


def _numbers(first: int, last: int) -> str:
    return f"event {first} is" if first == last else f"events {first} to {last} are"
