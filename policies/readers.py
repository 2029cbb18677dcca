"""Who is to be told: reviewers, watchers, those who keep a card true, the agents of a topic."""

from collections.abc import Iterable
from datetime import datetime
from itertools import takewhile
from typing import Any

from policies.accountable import answering_for, ladder_for
from policies.involvements import people_in
from policies.models import Involvement, Subject, Topic, Version
from policies.people import people_with
from policies.roles import AGENT, MANAGER

Part = Involvement.Part


def reviewers_of(version: Version, at: datetime) -> list[Any]:
    """Owner, verifiers and consulted, never the author; when nobody is left, the next who can be asked."""
    subject = version.subject
    asked = [answering_for(subject, at), *people_in(subject, [Part.VERIFIER, Part.CONSULTED])]
    return without(asked, version.author) or without(ladder_for(subject, at), version.author)[:1]


def keepers_of(subject: Subject, at: datetime) -> list[Any]:
    """Who can say whether it is still right: the owner and the verifiers."""
    return without([answering_for(subject, at), *people_in(subject, [Part.VERIFIER])])


def watchers_of(subject: Subject) -> list[Any]:
    """Who wants to know what becomes of it: informed and responsible."""
    return without(people_in(subject, [Part.INFORMED, Part.RESPONSIBLE]))


def rungs_of(subject: Subject, at: datetime, *but_not: Any) -> list[list[Any]]:
    """Who is asked, step by step: owner, deputies, who answers for the topic; last all knowledge managers at once."""
    ladder, last = without(ladder_for(subject, at), *but_not), managers(subject.topic)
    before = list(takewhile(lambda person: person in ladder[:1] or person not in last, ladder))
    rungs = [[person] for person in before]
    together = without(last, *before, *but_not)
    return [*rungs, together] if together else rungs


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
