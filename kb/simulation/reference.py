"""What the rules say, worked out a second time from `docs/simulation.md`: who answers, what holds, how far it can be trusted.

Nothing of the product is imported or asked here. The simulation writes into it what people did, and compares.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

INTERVAL = {"low": 365, "medium": 180, "high": 90}  # Days that a verification lasts.
REVIEW_HOURS = {"low": 120, "medium": 72, "high": 48}
GRACE = timedelta(days=30)
WEEK = timedelta(days=7)


@dataclass(slots=True, eq=False)
class Person:
    """`quiet` are the beginning and the end of the quiet hours; times are by the person's own clock."""

    pk: int
    name: str
    roles: frozenset[str]
    joined_at: datetime
    time_zone: str = ""
    email: str = "digest"
    digest_at: time = time(8)
    quiet: tuple[time, time] | None = None
    deputy: int | None = None
    is_active: bool = True
    absences: list[tuple[date, date]] = field(default_factory=list)
    agent_in: set[int] = field(default_factory=set)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone or "UTC")

    def is_there(self, at: datetime) -> bool:
        today = at.astimezone(self.zone).date()
        return self.is_active and not any(first <= today <= last for first, last in self.absences)


@dataclass(slots=True, eq=False)
class Row:
    """An act about truth. `facts` is what they said when somebody looked, at `looked_at`, at version number `said_of`."""

    pk: int
    how: str
    at: datetime
    verified_at: datetime
    due_at: datetime
    expires_at: datetime
    facts: dict[str, int]
    looked_at: datetime
    said_of: int


@dataclass(slots=True, eq=False)
class Draft:
    """A version. A card's quotes `facts` and is worded as `says`; a fact's says `value`.

    `meaning` is the number at which the meaning last changed.
    """

    pk: int
    number: int
    author: int
    meaning: int
    state: str
    submitted_at: datetime
    facts: tuple[str, ...] = ()
    value: int = 0
    says: tuple[int, int] = (0, 0)
    base: "Draft | None" = None
    approved_at: datetime | None = None
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Entry:
    """A line of the log: a version that takes effect, or (without one) the end of all before it."""

    number: int
    version: Draft | None
    start: datetime
    recorded_at: datetime
    until: datetime | None = None


@dataclass(slots=True, eq=False)
class Flagged:
    pk: int
    number: int
    kind: str
    at: datetime
    by: int
    is_open: bool = True


@dataclass(slots=True, eq=False)
class Group:
    """A team; whoever leads it counts as one of it."""

    lead: int
    members: set[int]


@dataclass(slots=True, eq=False)
class Thing:
    """A card or a fact. `verifiers` and `watchers` are people by name, `group` the team that verifies it."""

    pk: int
    kind: str
    slug: str
    topic: int
    owner: int
    risk: str = "medium"
    verifiers: set[int] = field(default_factory=set)
    watchers: set[int] = field(default_factory=set)
    group: Group | None = None
    versions: dict[int, Draft] = field(default_factory=dict)
    log: list[Entry] = field(default_factory=list)
    flags: list[Flagged] = field(default_factory=list)
    inherited: tuple[int, datetime] | None = None

    def live(self, at: datetime) -> Draft | None:
        """Of what has begun and not ended what began last holds; a withdrawal ends what was recorded before it."""
        ends = [entry for entry in self.log if entry.version is None and entry.start <= at]
        holding = [
            entry
            for entry in self.log
            if entry.version is not None
            and entry.start <= at
            and (entry.until is None or at < entry.until)
            and not any(end.number > entry.number for end in ends)
        ]
        return max(holding, key=lambda entry: (entry.start, entry.number)).version if holding else None


@dataclass(frozen=True, slots=True)
class Basis:
    row: Row
    due_at: datetime
    expires_at: datetime
    reason: str

    def state_at(self, at: datetime) -> str:
        return "verified" if at < self.due_at else "due" if at < self.expires_at else "expired"


@dataclass(slots=True)
class Reference:
    """`topics` gives who answers for a topic."""

    people: dict[int, Person] = field(default_factory=dict)
    things: dict[int, Thing] = field(default_factory=dict)
    topics: dict[int, int] = field(default_factory=dict)
    facts: dict[str, Thing] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)

    # Who answers

    def with_role(self, role: str) -> list[int]:
        found = [person for person in self.people.values() if person.is_active and role in person.roles]
        return [person.pk for person in sorted(found, key=lambda person: person.name)]

    def deputies(self, pk: int) -> Iterator[int]:
        """The deputy, the deputy's deputy and so on, until it comes round."""
        seen, following = {pk}, self.people[pk].deputy
        while following is not None and following not in seen:
            yield following
            seen.add(following)
            following = self.people[following].deputy

    def ladder(self, thing: Thing, at: datetime) -> list[int]:
        """Owner, deputies, who answers for the topic and deputies, managers, administrators: those who are there."""
        asked, topic = [thing.owner, *self.deputies(thing.owner)], self.topics[thing.topic]
        asked += [topic, *self.deputies(topic), *self.with_role("manager"), *self.with_role("administrator")]
        active = [pk for pk in dict.fromkeys(asked) if self.people[pk].is_active]
        return [pk for pk in active if self.people[pk].is_there(at)] or active

    def answering(self, thing: Thing, at: datetime) -> int:
        return self.ladder(thing, at)[0]

    def acting_for(self, pk: int, at: datetime) -> int | None:
        return next((one for one in (pk, *self.deputies(pk)) if self.people[one].is_there(at)), None)

    def keepers(self, thing: Thing, at: datetime) -> list[int]:
        return list(dict.fromkeys([self.answering(thing, at), *self.verifiers(thing)]))

    def verifiers(self, thing: Thing) -> list[int]:
        together = thing.group.members | {thing.group.lead} if thing.group is not None else set()
        return self.active(thing.verifiers | together)

    def active(self, people: set[int]) -> list[int]:
        return [pk for pk in sorted(people) if self.people[pk].is_active]

    def leave(self, pk: int, at: datetime) -> None:
        """All that was theirs goes to the deputy, else to who answers for the topic, else to the first manager."""
        deputy = self.people[pk].deputy
        heir = deputy if deputy is not None and self.people[deputy].is_active else None
        manager = next(one for one in [*self.with_role("manager"), *self.with_role("administrator")] if one != pk)
        for thing in self.things.values():
            if thing.owner == pk:
                topic = self.topics[thing.topic]
                usable = topic if topic != pk and self.people[topic].is_active else None
                thing.owner, thing.inherited = heir or usable or manager, (pk, at)
        for topic, owner in self.topics.items():
            if owner == pk:
                self.topics[topic] = heir or manager
        for group in self.groups:
            group.lead = (heir or manager) if group.lead == pk else group.lead

    # How far it can be trusted

    def cards(self, at: datetime) -> Iterator[tuple[Thing, Draft]]:
        """Every card in force."""
        for thing in self.things.values():
            if thing.kind == "card" and (version := thing.live(at)) is not None:
                yield thing, version

    def said(self, facts: tuple[str, ...], at: datetime) -> dict[str, int]:
        live = {slug: self.facts[slug].live(at) for slug in facts}
        return {slug: version.value for slug, version in live.items() if version is not None}

    def row(self, version: Draft, at: datetime) -> Row:
        return [row for row in version.rows if row.at <= at][-1]

    def basis(self, version: Draft, at: datetime) -> Basis:
        """A fact that says something else than when somebody looked makes it due from the instant of the change."""
        row = self.row(version, at)
        basis = Basis(row, row.due_at, row.expires_at, row.how)
        for slug, value in row.facts.items():
            since = self._other_since(slug, value, row.looked_at, at)
            if since is not None and since < basis.due_at:
                basis = Basis(row, since, since + (basis.expires_at - basis.due_at), "fact")
        return basis

    def _other_since(self, slug: str, value: int, looked_at: datetime, at: datetime) -> datetime | None:
        """From when on, without a break, the fact has said something else."""
        since = None
        for entry in sorted(self.facts[slug].log, key=lambda one: one.start):
            if entry.version is not None and entry.start <= at:
                since = None if entry.version.value == value else since or entry.start
        return None if since is None else max(since, looked_at)

    def first_row(self, thing: Thing, version: Draft, entry: Entry, pk: int, *, is_cosmetic: bool) -> Row:
        """What trust rests on when a version is published: its review, or what the version before had for a mended word."""
        base = version.base
        before = thing.live(entry.recorded_at)
        if is_cosmetic and base is not None and before is base:
            old = self.row(base, entry.recorded_at)
            how = "doubt" if old.how == "doubt" else "carried"
            dates = (old.verified_at, old.due_at, old.expires_at)
            return Row(pk, how, entry.recorded_at, *dates, old.facts, old.looked_at, old.said_of)
        approved_at = version.approved_at or entry.recorded_at
        due_at = max(approved_at, entry.start) + timedelta(days=INTERVAL[thing.risk])
        facts = self.said(version.facts, entry.start)
        return Row(
            pk, "review", entry.recorded_at, approved_at, due_at, due_at + GRACE, facts, entry.recorded_at, version.number
        )

    def verified(self, thing: Thing, version: Draft, pk: int, at: datetime, due_at: datetime | None) -> None:
        due = due_at or at + timedelta(days=INTERVAL[thing.risk])
        how = "date" if due_at else "verify"
        version.rows.append(Row(pk, how, at, at, due, due + GRACE, self.said(version.facts, at), at, version.number))

    def doubted(self, version: Draft, pk: int, at: datetime) -> None:
        """Due from now on; a doubt never gives more time."""
        before = self.basis(version, at)
        due_at, expires_at = min(before.due_at, at), min(before.expires_at, at + GRACE)
        facts, row = self.said(version.facts, at), before.row
        version.rows.append(Row(pk, "doubt", at, row.verified_at, due_at, expires_at, facts, at, version.number))

    def is_doubted_by(self, thing: Thing, version: Draft, at: datetime) -> bool:
        """Three open "wrong" within a week, about what somebody said last."""
        row = self.row(version, at)
        if row.how == "doubt":
            return False
        about = [flag for flag in thing.flags if flag.kind == "wrong" and flag.is_open and flag.number >= row.said_of]
        return sum(1 for flag in about if flag.at > max(at - WEEK, row.looked_at)) >= 3


def utc(day: date, at: time, zone: ZoneInfo) -> datetime:
    """This time of day by a person's clock: one skipped in spring is the one after it, of one that comes twice the first."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
