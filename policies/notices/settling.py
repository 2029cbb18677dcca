"""Notices that ask for nothing any more, because somebody has done what they asked for: everybody's count goes down."""

import re
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from policies.models import Event, Notice, Release, SecondLook, Version

IN_REVIEW = Version.State.IN_REVIEW
DECIDES = frozenset({"approve", "request_changes", "recall"})
ENDS_WAITING = frozenset({"take_escalation", "assign_escalation", "close_escalation"})
TELLS_WHO_OWNS = frozenset({"assign_owner", "confirm_owner"})
NAMED = re.compile(r"(card|fact|offer|release|escalation):([^:]+)(?::(\d+))?")


def settle(events: Iterable[Event]) -> int:
    """Take note, for everybody, of what these acts have settled. Returns how many notices. Harmless when done again."""
    found = [wanted for event in events if (wanted := _settled_by(event)) is not None]
    return sum(Notice.objects.filter(wanted, seen_at=None).update(seen_at=timezone.now()) for wanted in found)


def _settled_by(event: Event) -> Q | None:
    named = NAMED.fullmatch(event.thing)
    if named is None:
        return None
    kind, name, number = named.groups()
    if event.action in DECIDES:
        return _review_of_release(event, name) if kind == "release" else _review(event, kind, name, number)
    if event.action == "resolve_flag":
        return Q(key=f"flag:{event.details['flag']}")
    if event.action == "second_look":
        looks = SecondLook.objects.filter(verification=event.details["verification"]).values_list("pk", flat=True)
        return Q(key__in=[f"second-look:{pk}" for pk in looks])
    if event.action in ENDS_WAITING:
        return Q(key=f"escalation:{name}")
    if event.action in TELLS_WHO_OWNS:
        # It may go to somebody once more later: of that nobody has taken note yet.
        return Q(kind="inherited", subject__kind=kind, subject__slug=name, created_at__lte=event.at)
    return None


def _review(event: Event, kind: str, slug: str, number: str | None) -> Q | None:
    """Approved by one of two it is settled for this one only."""
    found = Version.objects.filter(subject__kind=kind, subject__slug=slug, number=number or 0).values_list("pk", flat=True)
    if not found:
        return None
    wanted = Q(key=f"review:{found[0]}") | Q(key__startswith=f"overdue:{found[0]}:")
    return wanted & Q(person=event.by_id) if event.after.get("state") == IN_REVIEW else wanted


def _review_of_release(event: Event, slug: str) -> Q | None:
    found = Release.objects.filter(slug=slug).values_list("pk", flat=True)
    if not found:
        return None
    wanted = Q(key__startswith=f"release:{found[0]}:")
    for member in Version.objects.filter(release=found[0]).values_list("pk", flat=True):
        wanted |= Q(key__startswith=f"overdue:release:{member}:")
    return wanted & Q(person=event.by_id) if event.after.get("state") == Release.State.IN_REVIEW else wanted
