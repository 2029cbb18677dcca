"""Which notices there must be, worked out a second time: from the acts, and from the beats that really ran."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from kb.simulation.reference import REVIEW_HOURS, Basis, Draft, Reference, Thing

DAY = timedelta(days=1)
URGENT = {"review_wanted", "review_overdue", "changes_requested", "expires_soon", "expired", "doubted", "flagged"}


class Said(NamedTuple):
    person: int
    kind: str
    key: str


@dataclass(slots=True, eq=False)
class Expected:
    """A notice that has to be there, once."""

    person: int
    kind: str
    key: str
    created_at: datetime
    pk: int = 0
    is_seen: bool = False
    claimed_at: datetime | None = None
    is_sent: bool = False


@dataclass(slots=True, eq=False)
class Reading:
    """A must-read; `done` are those who have read it."""

    pk: int
    thing: Thing
    version: Draft
    created_at: datetime
    days: timedelta
    done: set[int] = field(default_factory=set)


class Settled(NamedTuple):
    """An act after which notices whose key begins so ask for nothing more: those of `by` alone, or those up to an instant."""

    key: str
    by: int | None = None
    until: datetime | None = None

    def covers(self, notice: Expected) -> bool:
        is_theirs = self.by is None or notice.person == self.by
        is_old = self.until is None or notice.created_at <= self.until
        return is_theirs and is_old and f"{notice.key}:".startswith(self.key)


class Happened(NamedTuple):
    """An act that people are told of: its name, its number among all events, who did it."""

    action: str
    thing: Thing
    version: Draft
    by: int
    number: int


@dataclass(slots=True)
class Notices:
    """`happened` and `settled` are the acts that were not told yet; `looks` are open second looks with who verified."""

    reference: Reference
    told: dict[tuple[int, str], Expected] = field(default_factory=dict)
    happened: list[Happened] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)
    looks: dict[int, tuple[Thing, int]] = field(default_factory=dict)
    readings: list[Reading] = field(default_factory=list)

    def tell(self, at: datetime) -> list[Expected]:
        """A beat that tells of acts. What is over by then is not told; what they have settled counts as seen by everybody."""
        new = [notice for act in self.happened for notice in self._add(list(self._of_act(act, at)), at)]
        self.happened.clear()
        for notice in self.told.values() if self.settled else ():
            notice.is_seen |= any(act.covers(notice) for act in self.settled)
        self.settled.clear()
        return new

    def settle(self, key: str, by: int | None = None, until: datetime | None = None) -> None:
        """Noted at the next beat that tells: `key` is a notice's cause without its last steps."""
        self.settled.append(Settled(f"{key}:", by, until))

    def remind(self, at: datetime) -> list[Expected]:
        """A beat that tells what is due at this instant."""
        said = [
            *self._overdue(at),
            *(one for thing, version in self.reference.cards(at) for one in self._due(thing, version, at)),
            *self._flagged(at),
            *self._others(),
            *(one for reading in self.readings for one in self._reading(reading, at)),
        ]
        return self._add(said, at)

    def _add(self, said: list[Said], at: datetime) -> list[Expected]:
        """Each once; who is away has a deputy told as well, who has left is not told."""
        people, missing = self.reference.people, [one for one in said if (one.person, one.key) not in self.told]
        new: dict[tuple[int, str], Expected] = {}
        for person, kind, key in missing:
            acting = self.reference.acting_for(person, at)
            for reached in (person if people[person].is_active else None, acting):
                if reached is not None and (reached, key) not in self.told:
                    new.setdefault((reached, key), Expected(reached, kind, key, at))
        self.told |= new
        return list(new.values())

    def _of_act(self, act: Happened, at: datetime) -> Iterator[Said]:
        reference, thing, version = self.reference, act.thing, act.version
        if act.action == "submit" and version.state == "in_review":
            asked = [pk for pk in reference.keepers(thing, at) if pk != version.author]
            asked = asked or [pk for pk in reference.ladder(thing, at) if pk != version.author][:1]
            yield from (Said(pk, "review_wanted", f"review:{version.pk}") for pk in asked)
        elif act.action == "approve" and version.state == "approved":
            yield Said(version.author, "approved", f"approved:{version.pk}")
        elif act.action == "request_changes":
            yield Said(version.author, "changes_requested", f"returned:{version.pk}")
        elif act.action in ("publish", "withdraw"):
            kind, key = "published", f"published:{version.pk}"
            people = {*reference.active(thing.watchers), version.author}
            if act.action == "withdraw":
                kind, key = "withdrawn", f"withdrawn:{thing.pk}:{act.number}"
                people.add(thing.owner)
            yield from (Said(pk, kind, key) for pk in people - {act.by})

    def _overdue(self, at: datetime) -> Iterator[Said]:
        """After its time the owner, after the same time again who comes next."""
        for thing in self.reference.things.values():
            span = timedelta(hours=REVIEW_HOURS[thing.risk])
            for version in thing.versions.values():
                if version.state == "in_review":
                    steps = self.rungs(thing, at, version.author)[: int((at - version.submitted_at) / span)]
                    for step, people in enumerate(steps, start=1):
                        yield from (Said(pk, "review_overdue", f"overdue:{version.pk}:{step}") for pk in people)

    def rungs(self, thing: Thing, at: datetime, but_not: int = 0) -> list[list[int]]:
        """Who is asked step by step; the knowledge managers last, together."""
        managers, steps = self.reference.with_role("manager"), list[list[int]]()
        for pk in (one for one in self.reference.ladder(thing, at) if one != but_not):
            if steps and pk in managers:
                break
            steps.append([pk])
        together = [pk for pk in managers if pk != but_not and [pk] not in steps]
        return [*steps, together] if together else steps

    def _due(self, thing: Thing, version: Draft, at: datetime) -> Iterator[Said]:
        """The last step that a card has reached: soon, due, expires soon, expired."""
        basis = self.reference.basis(version, at)
        if at < basis.due_at - 14 * DAY or (at < basis.due_at and basis.reason in ("fact", "doubt")):
            return
        kind, prefix, asked = self._step(basis, at)
        people = dict.fromkeys(self.reference.keepers(thing, at))
        if asked:
            people |= dict.fromkeys(pk for rung in self.rungs(thing, at)[:asked] for pk in rung)
        yield from (Said(pk, kind, f"{prefix}:{basis.row.pk}") for pk in people)

    def _step(self, basis: Basis, at: datetime) -> tuple[str, str, int]:
        last_call = basis.expires_at - min(7 * DAY, (basis.expires_at - basis.due_at) / 2)
        if at >= basis.expires_at:
            return "expired", "expired", 3
        if at >= last_call > basis.due_at:
            return "expires_soon", "expires_soon", 2
        if at >= basis.due_at:
            return {"fact": "fact_changed", "doubt": "doubted"}.get(basis.reason, "due"), "due", 0
        return "due_soon", "soon", 0

    def _flagged(self, at: datetime) -> Iterator[Said]:
        for thing in self.reference.things.values():
            for flag in thing.flags:
                if flag.is_open:
                    people = [pk for pk in self.reference.keepers(thing, at) if pk != flag.by]
                    yield from (Said(pk, "flagged", f"flag:{flag.pk}") for pk in people)

    def _others(self) -> Iterator[Said]:
        managers = self.reference.with_role("manager")
        for look, (_thing, by) in self.looks.items():
            yield from (Said(pk, "second_look", f"second-look:{look}") for pk in managers if pk != by)
        for thing in self.reference.things.values():
            if thing.inherited is not None:
                yield Said(thing.owner, "inherited", f"inherited:{thing.pk}:{thing.inherited[1]:%Y%m%d%H%M%S}")

    def readers(self, reading: Reading) -> list[int]:
        """Agents of the topic who have not read it."""
        people = self.reference.people.values()
        agents = (one for one in people if one.is_active and ("agent" in one.roles or reading.thing.topic in one.agent_in))
        return [one.pk for one in agents if one.pk not in reading.done]

    def is_open(self, reading: Reading, at: datetime) -> bool:
        """Its meaning holds, or will hold from an instant to come."""
        live = reading.thing.live(at)
        if live is not None and live.meaning == reading.version.meaning:
            return True
        end = max((entry.number for entry in reading.thing.log if entry.version is None), default=0)
        mine = [entry for entry in reading.thing.log if entry.version is reading.version and entry.number > end]
        return bool(mine) and mine[-1].start > at

    def _reading(self, reading: Reading, at: datetime) -> Iterator[Said]:
        if not self.is_open(reading, at):
            return
        recorded_at = min(entry.recorded_at for entry in reading.thing.log if entry.version is reading.version)
        start, is_missing = max(reading.created_at, recorded_at), False
        for pk in self.readers(reading):
            since = max(start, self.reference.people[pk].joined_at)
            end, half = since + reading.days, since + reading.days / 2
            kind, step = "must_read", "new"
            if at >= end:
                kind, step = "must_read_late", f"late-{min(3, int((at - end) / DAY) + 1)}"
            elif at >= half:
                kind, step = "must_read_again", "last" if at >= end - DAY > half else "half"
            is_missing |= at >= end + 3 * DAY
            yield Said(pk, kind, f"must-read:{reading.pk}:{step}")
        if is_missing:
            managers = self.reference.with_role("manager")
            yield from (Said(pk, "must_read_missing", f"must-read:{reading.pk}:missing") for pk in managers)
