"""Who is there at an instant, and who stands in for whom: deputies and days of absence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model

from policies.models.colleague import Absence, Colleague
from policies.models.topic import Topic
from policies.people.directory import people_with
from policies.people.roles import ADMINISTRATOR, MANAGER


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Read once, asked as often as needed. People are primary keys; `absent` gives the last day of who is away."""

    active: frozenset[int]
    absent: Mapping[int, date]
    deputies: Mapping[int, int]
    _held: dict[tuple[str, int | None], list[int]] = field(default_factory=dict, compare=False)

    def with_role(self, role: str, topic: Topic | None) -> list[int]:
        """Active people with this role everywhere, or in this topic."""
        key = (role, topic.pk if topic is not None else None)
        if key not in self._held:
            self._held[key] = list(people_with([role], topic).values_list("pk", flat=True))
        return self._held[key]

    def is_there(self, person: int | None) -> bool:
        return person in self.active and person not in self.absent

    def deputies_of(self, person: int | None) -> Iterator[int]:
        """The deputy, the deputy's deputy and so on, each once."""
        seen = {person}
        while person is not None and (person := self.deputies.get(person)) not in seen:
            seen.add(person)
            if person is not None:
                yield person

    def acting_for(self, person: int) -> int | None:
        """The person, or the first deputy who is there; nobody, when none of them is."""
        return next((one for one in (person, *self.deputies_of(person)) if self.is_there(one)), None)


def whereabouts(at: datetime) -> Whereabouts:
    """Everybody's at this instant. A day of absence is one in the person's own time zone."""
    people = get_user_model().objects.values_list("pk", "is_active", "colleague__deputy", "colleague__time_zone")
    zones = {pk: zone for pk, _is_active, _deputy, zone in people}
    around = Absence.objects.filter(first_on__lte=at.date() + timedelta(days=1), last_on__gte=at.date() - timedelta(days=1))
    absent = {
        absence.person_id: absence.last_on
        for absence in around.order_by("last_on")
        if absence.first_on <= day_of(at, zones[absence.person_id]) <= absence.last_on
    }
    return Whereabouts(
        frozenset(pk for pk, is_active, _deputy, _zone in people if is_active),
        absent,
        {pk: deputy for pk, _is_active, deputy, _zone in people if deputy},
    )


def day_of(at: datetime, zone: str | None) -> date:
    """The day of this instant in a person's time zone, which is the store's unless the person has one."""
    return at.astimezone(ZoneInfo(zone or settings.TIME_ZONE)).date()


def acting_for(person: Any, at: datetime, topic: Topic | None = None) -> Any:
    """Who acts for the person at this instant: the person, or the first deputy in the chain who is there.

    When none of them is: who answers for the topic, else a knowledge manager, else an administrator, else the person after all.
    """
    there = whereabouts(at)
    found = there.acting_for(person.pk)
    if found is None:
        found = next((one for one in last_resort(topic, there) if there.is_there(one)), None)
    return person if found in (None, person.pk) else get_user_model().objects.get(pk=found)


def last_resort(topic: Topic | None, there: Whereabouts) -> Iterator[int]:
    """Who comes after a person and the deputies, in this order, whether there or not."""
    if topic is not None and topic.owner_id is not None:
        yield from (topic.owner_id, *there.deputies_of(topic.owner_id))
    for role in (MANAGER, ADMINISTRATOR):
        yield from there.with_role(role, topic)


def stands_in_for(user: Any, at: datetime) -> frozenset[int]:
    """Primary keys of those for whom this person acts now. One query for most people, who are nobody's deputy.

    Asked several times about one and the same instant, as for the queues of a desk, it is read once.
    """
    known: tuple[datetime, frozenset[int]] | None = getattr(user, "_stood_in", None)
    if known is None or known[0] != at:
        known = user._stood_in = (at, _stands_in_for(user, at))
    return known[1]


def _stands_in_for(user: Any, at: datetime) -> frozenset[int]:
    if not Colleague.objects.filter(deputy=user.pk).exists():
        return frozenset()
    there = whereabouts(at)
    return frozenset(one for one in there.deputies if one != user.pk and there.acting_for(one) == user.pk)
