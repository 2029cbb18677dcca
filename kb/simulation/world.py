"""The state of a simulated year: people who act, what the reference knows of it, what is still to come, and what was found."""

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import time_machine
from django.utils import timezone

from kb.simulation.expected import Happened, Notices
from kb.simulation.letters import Post
from kb.simulation.reference import Draft, Reference, Thing
from policies.models import Event, Subject, Version

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Failure:
    """A property that did not hold: of what, for whom, when, what was expected and what was found."""

    at: datetime
    rule: str
    about: str
    person: str = ""
    expected: str = ""
    found: str = ""

    def __str__(self) -> str:
        whom = f" for {self.person}" if self.person else ""
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.rule}: {self.about}{whom}: expected {self.expected}, found {self.found}"


class World:
    """`counts` says how often what was done and checked; `busy` has the cards of which a version is on its way."""

    def __init__(self, clock: Any, seed: int):
        self.clock = clock
        self.random = Random(seed)  # noqa: S311
        self.reference = Reference()
        self.notices = Notices(self.reference)
        self.post = Post(self.reference)
        self.users: dict[int, Any] = {}
        self.counts: Counter[str] = Counter()
        self.failures: list[Failure] = []
        self.busy: set[int] = set()
        self.plans: dict[int, int] = {}
        self.channels: dict[str, tuple[str, dict[str, dict[str, str]]]] = {}
        self.last_notice = 0
        self.letters: dict[str, frozenset[int]] = {}
        self.message_of: dict[int, str] = {}
        self.taken: Counter[str] = Counter()
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()

    @property
    def now(self) -> datetime:
        return timezone.now()

    def plan(self, at: datetime, do: Callable[[], None]) -> None:
        """Have this done at that instant, at the next one if it is past."""
        heapq.heappush(self._agenda, (max(at, self.now), next(self._order), do))

    def run_until(self, end: datetime) -> None:
        while self._agenda and self._agenda[0][0] < end:
            at, _order, do = heapq.heappop(self._agenda)
            self.clock.move_to(at)
            do()

    def days(self, least: float, most: float) -> timedelta:
        """A random span, in whole minutes."""
        return timedelta(minutes=round(self.random.uniform(least, most) * 1440))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def fail(self, rule: str, about: str, person: int | None = None, expected: Any = "", found: Any = "") -> None:
        name = self.reference.people[person].name if person in self.reference.people else ""
        self.failures.append(Failure(self.now, rule, about, name, str(expected), str(found)))

    def user(self, pk: int) -> Any:
        return self.users[pk]

    def users_with(self, role: str) -> list[int]:
        return [pk for pk in self.reference.with_role(role) if self.reference.people[pk].is_there(self.now)]

    def subject(self, thing: Thing) -> Subject:
        return Subject.objects.select_related("topic", "owner").get(pk=thing.pk)

    def version(self, draft: Draft) -> Version:
        return Version.objects.select_related("subject__topic", "subject__owner", "author").get(pk=draft.pk)

    def happened(self, action: str, thing: Thing, version: Draft, by: int) -> None:
        """The act goes into the reference's list of what is to be told."""
        self.counts[action] += 1
        number = Event.objects.order_by("-number").values_list("number", flat=True)[0]
        self.notices.happened.append(Happened(action, thing, version, by, number))
        if action in ("approve", "request_changes", "recall"):
            only_by = by if version.state == "in_review" else None  # Another one's approval is still wanted.
            self.notices.settle(f"review:{version.pk}", by=only_by)
            self.notices.settle(f"overdue:{version.pk}", by=only_by)

    def cards(self) -> list[Thing]:
        return [thing for thing in self.reference.things.values() if thing.kind == "card"]

    def quoting(self, fact: Thing) -> list[tuple[Thing, Draft]]:
        return [(thing, version) for thing, version in self.reference.cards(self.now) if fact.slug in version.facts]


def start_clock(at: datetime) -> Any:
    """The clock of the whole process, which stands still between two steps."""
    return time_machine.travel(at, tick=False)
