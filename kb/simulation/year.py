"""A year of a store with a clock that is moved: what people do, the beats of the background work, what goes wrong."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from statistics import median
from time import thread_time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.test.utils import override_settings

from kb.simulation import checks, colleagues, faults, verifying, writing
from kb.simulation.founding import ZONES, found
from kb.simulation.mailbox import SERVER, WorkerKilled
from kb.simulation.reference import Thing, utc
from kb.simulation.world import DAY, HOUR, MINUTE, Failure, World, start_clock
from policies import memory
from policies.models import Event, Publication
from policies.notices import causes, mailing, reminders
from policies.origin import acting_from
from policies.people import departures
from policies.signals import publication_committed
from search.follow import follow_publication

FOUNDING = timedelta(days=60)
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much of a year. `start` is an instant with its offset."""

    days: int = 365
    cards: int = 500
    people: int = 40
    seed: int = 1
    start: datetime = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`milliseconds` is the CPU that one `remind` takes in the middle, and at most; `changes` are those of daylight saving."""

    wanted: Wanted
    counts: dict[str, int]
    failures: list[Failure]
    milliseconds: tuple[float, float]
    changes: list[str]


class Occupied(Exception):
    """There is a store in this database already."""


def simulate(wanted: Wanted, progress: Progress = lambda day: None, *, stops_at_failure: bool = False) -> Outcome:
    """Live through it, in an empty database only. Raises Occupied."""
    if Event.objects.exists() or Publication.objects.exists():
        raise Occupied
    with _apart(wanted.seed), start_clock(wanted.start - FOUNDING) as clock:
        year = Year(wanted, clock)
        found(year.world, wanted.cards, wanted.people, wanted.start)
        year.run(progress, stops_at_failure=stops_at_failure)
        checks.whole(year.world)
        checks.trail(year.world)
        checks.digests(year.world, year.delays)
        costs = year.costs or [0.0]
        return Outcome(wanted, dict(year.world.counts), year.world.failures, (median(costs), max(costs)), _changes(wanted))


@contextmanager
def _apart(seed: int) -> Iterator[None]:
    """Nothing leaves: no search index follows, e-mails are only recorded, and nothing is remembered from before or after.

    The installation's key draws who looks a second time; the same seed must draw the same.
    """
    SERVER.__init__()  # type: ignore[misc]
    publication_committed.disconnect(follow_publication, dispatch_uid="search")
    memory.forget()
    key = {"SECRET_KEY": f"simulation-{seed}", "SECRET_KEY_FALLBACKS": [settings.SECRET_KEY]}
    with ExitStack() as stack:
        stack.callback(publication_committed.connect, follow_publication, dispatch_uid="search")
        stack.callback(memory.forget)
        stack.enter_context(override_settings(EMAIL_BACKEND="kb.simulation.mailbox.Mailbox", TIME_ZONE="UTC", **key))
        stack.enter_context(acting_from("simulation"))
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous=OFF")  # What a power loss would take is no matter here.
        yield


class Year:
    def __init__(self, wanted: Wanted, clock: Any):
        self.wanted, self.world = wanted, World(clock, wanted.seed)
        self.faults = faults.draw(wanted.start, wanted.days, self.world.random)
        self.delays = [*self.faults.outages, *self.faults.away]
        self.costs: list[float] = []
        self.is_mortal = False  # Until a worker has died in the middle of its letters.

    def run(self, progress: Progress, *, stops_at_failure: bool) -> None:
        start = self.wanted.start
        self._plan_departures()
        for day in range(self.wanted.days):
            self._plan_acts(start + day * DAY)
            self._plan_beats(start + day * DAY)
            self.world.run_until(start + (day + 1) * DAY)
            if day % 30 == 29:
                checks.whole(self.world)
            progress(day + 1)
            if stops_at_failure and self.world.failures:
                return

    def _plan_departures(self) -> None:
        leaving = colleagues.departures(self.world, 5 if self.wanted.days > 100 else 3)
        for place, person in enumerate(leaving):
            at = self.wanted.start + timedelta(days=self.wanted.days * (place + 1) / (len(leaving) + 1), hours=11)
            self.world.plan(at, partial(colleagues.leave, self.world, person, is_elsewhere=place == 1))

    def _plan_acts(self, midnight: datetime) -> None:
        world, random = self.world, self.world.random
        cards, people = world.cards(), list(world.reference.people.values())
        much = self.wanted.cards / 500
        rates: list[tuple[float, Callable[[], None]]] = [
            (1.6 * much, lambda: writing.rewrite(world, random.choice(cards))),
            (1.2 * much, lambda: writing.rewrite(world, random.choice(cards), is_typo=True)),
            (1 / 7, lambda: writing.rewrite(world, random.choice(list(world.reference.facts.values())))),
            (0.05 * much, lambda: writing.withdraw(world, random.choice(cards))),
            (0.8 * much, lambda: verifying.flag_card(world, random.choice(cards), random.choice(("wrong", "outdated")))),
            (1 / 8, lambda: verifying.flag_often(world, random.choice(cards))),
            (max(0.3, len(people) / 90), lambda: colleagues.be_away(world, random.choice(people))),
            (0.15, lambda: colleagues.wish(world, random.choice(people))),
            (0.5, lambda: colleagues.look_at_desk(world, random.choice(people))),
            (1 / 12, lambda: self._ask_to_read(cards)),
        ]
        for rate, do in rates:
            for _ in range(int(rate + random.random())):
                world.plan(midnight + world.days(0, 1), do)
        world.plan(midnight, partial(checks.accountable, world))

    def _ask_to_read(self, cards: list[Thing]) -> None:
        changed = [thing for thing in cards if len(thing.log) > 1]
        colleagues.ask_to_read(self.world, self.world.random.choice(changed or cards))

    def _plan_beats(self, midnight: datetime) -> None:
        random = self.world.random
        for hour in range(24):
            at = midnight + hour * HOUR
            if hour % 2:
                self._beat(at + 3 * MINUTE, self.tell)
            if hour % 6 == 5:
                self._beat(at + 31 * MINUTE, self.settle)
            if hour % 6 == 0 or random.random() < 0.02:
                self._beat(at + (7 if hour % 6 == 0 else random.randrange(60)) * MINUTE, self.remind)
            if hour % 4 == 2:
                self._beat(at + 11 * MINUTE, self.mail)
        for at in self._digest_times(midnight):
            self._beat(at - MINUTE, self.mail)
            self._beat(at + MINUTE, self.mail)

    def _digest_times(self, midnight: datetime) -> set[datetime]:
        """When somebody's digest is due on this day, by that person's clock."""
        people = [person for person in self.world.reference.people.values() if person.is_active and person.email == "digest"]
        days = {(person.zone, person.digest_at) for person in people}
        instants = {utc((midnight + back * DAY).date(), at, zone) for zone, at in days for back in (-1, 0, 1)}
        return {instant for instant in instants if midnight + MINUTE <= instant < midnight + DAY - MINUTE}

    def _beat(self, at: datetime, do: Callable[[], None]) -> None:
        self.world.plan(at, partial(self._run_beat, do))

    def _run_beat(self, do: Callable[[], None]) -> None:
        """As often as it really comes, by the clock of the host on which it runs."""
        world, at = self.world, self.world.now
        if self.faults.is_missed(at):
            world.counts["beats missed"] += 1
            return
        here = self.faults.here(at)
        times = 2 if world.chance(self.faults.doubled) else 1
        world.counts["beats doubled"] += times - 1
        world.counts["beats by a clock set back"] += here != at
        with suppress(WorkerKilled):
            for _ in range(times):
                world.clock.move_to(here)
                do()
                world.counts["beats"] += 1
        world.clock.move_to(at)

    def tell(self) -> None:
        expected = self.world.notices.tell(self.world.now)
        causes.tell_of_events()
        checks.new_notices(self.world, expected)

    def remind(self) -> None:
        expected = self.world.notices.remind(self.world.now)
        began = thread_time()
        reminders.remind()
        self.costs.append((thread_time() - began) * 1000)
        checks.new_notices(self.world, expected)

    def settle(self) -> None:
        colleagues.settle(self.world)
        departures.settle_departures()

    def mail(self) -> None:
        """The server may be away, or the worker killed after the server took a message."""
        world = self.world
        SERVER.is_away = self.faults.is_away(world.now)
        self.is_mortal |= world.chance(self.faults.killed)
        SERVER.dies_after = dies_after = world.random.randint(1, 3) if self.is_mortal and not SERVER.is_away else 0
        expected = world.post.beat(world.now, is_away=SERVER.is_away, dies_after=dies_after)
        SERVER.tried.clear()
        try:
            mailing.send_mail_due()
        except WorkerKilled:
            world.counts["workers killed"] += 1
            self.is_mortal = False
            raise
        finally:
            world.counts["beats without a mail server"] += SERVER.is_away
            checks.letters(world, expected, SERVER.tried)


def _changes(wanted: Wanted) -> list[str]:
    """The changes of daylight saving that people of these zones lived through."""
    found = []
    for zone in map(ZoneInfo, filter(None, ZONES)):
        for number in range(wanted.days):
            noon = datetime.combine((wanted.start + number * DAY).date(), time(12), tzinfo=zone)
            if noon.utcoffset() != (noon - DAY).utcoffset():
                found.append(f"{zone.key} {noon:%Y-%m-%d}")
    return found
