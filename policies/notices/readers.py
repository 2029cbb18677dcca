"""Who is to be told: reviewers, watchers, those who keep a card true, the agents of a topic."""

from collections.abc import Iterable
from datetime import datetime
from itertools import takewhile
from typing import Any

from django.contrib.auth import get_user_model

from policies.models import Involvement, Subject, Topic, Version
from policies.people.accountable import answering_for, ladder_for, steps_for
from policies.people.directory import people_with
from policies.people.involvements import people_in
from policies.people.roles import AGENT, MANAGER
from policies.people.standing_in import whereabouts

Part = Involvement.Part


def reviewers_of(version: Version, at: datetime) -> list[Any]:
    """Owner, verifiers and consulted, never the author; when nobody is left, the next who can be asked."""
    subject = version.subject
    asked = [answering_for(subject, at), *people_in(subject, [Part.VERIFIER, Part.CONSULTED])]
    return without(asked, version.author) or without(ladder_for(subject, at), version.author)[:1]


def keepers_of(subject: Subject, at: datetime) -> list[Any]:
    """Who can say whether it is still right: the owner and the verifiers."""
    return Readers(at).keepers(subject)


def watchers_of(subject: Subject) -> list[Any]:
    """Who wants to know what becomes of it: informed and responsible."""
    return without(people_in(subject, [Part.INFORMED, Part.RESPONSIBLE]))


def managers(topic: Topic | None = None) -> list[Any]:
    """Knowledge managers, everywhere or of this topic."""
    return list(people_with([MANAGER], topic))


def agents_of(topic: Topic) -> list[Any]:
    """Who answers customers about this topic."""
    return list(people_with([AGENT], topic))


def without(people: Iterable[Any], *others: Any) -> list[Any]:
    """Each once, in this order, and nobody of the others."""
    left_out = {other.pk for other in others if other is not None}
    return [person for person in dict.fromkeys(people) if person.pk not in left_out]


class Readers:
    """Who is to be told at one instant. What holds for many cards is asked once, because a beat goes over all of them."""

    def __init__(self, at: datetime):
        self.at, self._there = at, whereabouts(at)
        self._people: dict[int, Any] = {}
        self._ladders: dict[tuple[int, int], list[Any]] = {}
        self._managers: dict[int, list[Any]] = {}
        self._verified_by_others: set[int] | None = None

    def keepers(self, subject: Subject) -> list[Any]:
        """Who can say whether it is still right: the owner and the verifiers."""
        answering = next(iter(self.ladder(subject)), subject.owner)
        return without([answering, *self._verifiers(subject)])

    def rungs(self, subject: Subject, *but_not: Any) -> list[list[Any]]:
        """Who is asked, step by step: owner, deputies, who answers for the topic; last all knowledge managers at once."""
        ladder, last = without(self.ladder(subject), *but_not), self.managers(subject.topic)
        before = list(takewhile(lambda person: person in ladder[:1] or person not in last, ladder))
        rungs = [[person] for person in before]
        together = without(last, *before, *but_not)
        return [*rungs, together] if together else rungs

    def ladder(self, subject: Subject) -> list[Any]:
        """As `ladder_for` says: the same for all that one person owns in one topic."""
        key = (subject.owner_id, subject.topic_id)
        if key not in self._ladders:
            found = steps_for(subject, self._there)
            self._people |= get_user_model().objects.in_bulk([pk for pk in found if pk not in self._people])
            self._ladders[key] = [self._people[pk] for pk in found]
        return self._ladders[key]

    def managers(self, topic: Topic) -> list[Any]:
        if topic.pk not in self._managers:
            self._managers[topic.pk] = managers(topic)
        return self._managers[topic.pk]

    def _verifiers(self, subject: Subject) -> list[Any]:
        if self._verified_by_others is None:
            named = Involvement.objects.filter(part=Part.VERIFIER).order_by()
            self._verified_by_others = set(named.values_list("subject", flat=True))
        return people_in(subject, [Part.VERIFIER]) if subject.pk in self._verified_by_others else []
