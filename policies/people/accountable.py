"""Who answers for a card, fact or offer now, and who is asked next when that person does not."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from policies.models import Subject, Topic
from policies.people.roles import is_colleague
from policies.people.standing_in import Whereabouts, last_resort, stands_in_for, whereabouts


def ladder_for(subject: Subject, at: datetime) -> list[Any]:
    """Whom to turn to, one after the other: owner, deputies, who answers for the topic, knowledge managers.

    Only active people, each once, without those who are away, unless nobody else is left. Never empty while there is an active
    knowledge manager or administrator.
    """
    found = steps_for(subject, whereabouts(at))
    people = get_user_model().objects.in_bulk(found)
    return [people[one] for one in found]


def steps_for(subject: Subject, there: Whereabouts) -> list[int]:
    """The same as primary keys, for who asks about many things at one instant."""
    steps = [one for one in dict.fromkeys(_steps(subject, there)) if one in there.active]
    return [one for one in steps if there.is_there(one)] or steps


def answering_for(subject: Subject, at: datetime) -> Any:
    """The one person who answers for it at this instant. The owner, when nobody at all is active."""
    return next(iter(ladder_for(subject, at)), subject.owner)


def is_accountable(user: Any, subject: Subject) -> bool:
    """The owner, or who stands in for the owner now; a colleague in any case."""
    if not is_colleague(user):
        return False
    return user.pk == subject.owner_id or subject.owner_id in stands_in_for(user, timezone.now())


def _steps(subject: Subject, there: Whereabouts) -> Iterator[int]:
    yield from (subject.owner_id, *there.deputies_of(subject.owner_id))
    yield from last_resort(subject.topic, there)


def whom_to_ask(thing: Subject | Topic | None, *but_not: Any) -> Any:
    """The first who could help with it and is none of these; nobody, when there is no such person."""
    at, excluded = timezone.now(), {person.pk for person in but_not}
    if isinstance(thing, Subject):
        return next((person for person in ladder_for(thing, at) if person.pk not in excluded), None)
    there = whereabouts(at)
    found = next((one for one in last_resort(thing, there) if there.is_there(one) and one not in excluded), None)
    return get_user_model().objects.filter(pk=found).first() if found else None
