"""The history of acts as people read it: who may read which events, those about one thing, and as files."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from policies.models import Event, Subject, Version
from policies.people.roles import ADMINISTRATOR, MANAGER, roles_of, topics_with
from policies.people.standing_in import stands_in_for
from policies.people.verdicts import YES, Verdict, no

COLUMNS = ("number", "at", "person", "action", "thing", "origin", "before", "after", "details", "previous", "seal")
# A spreadsheet takes what begins like this for a formula. Source: OWASP, CSV Injection.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
AT_ONCE = 1_000


def may_read_events(user: Any, subject: Subject | None = None) -> Verdict:
    """Those about this subject; without one, some of them."""
    mine = subjects_of(user) if subject is None else subjects_of(user).filter(pk=subject.pk)
    if roles_of(user) & {MANAGER, ADMINISTRATOR} or mine.exists():
        return YES
    return no(_("Only knowledge managers, administrators and owners can read the history of acts."))


def visible_events(user: Any) -> QuerySet[Event]:
    """Knowledge managers and administrators read all of it, owners what is about their cards, facts and offers."""
    if roles_of(user) & {MANAGER, ADMINISTRATOR}:
        return Event.objects.all()
    mine = subjects_of(user).annotate(name=Concat("kind", Value(":"), "slug", output_field=CharField()))
    number = Cast(F("number"), output_field=CharField())
    versions = Version.objects.filter(subject__in=subjects_of(user).values("pk")).annotate(
        name=Concat("subject__kind", Value(":"), "subject__slug", Value(":"), number, output_field=CharField())
    )
    return Event.objects.filter(Q(thing__in=mine.values("name")) | Q(thing__in=versions.values("name")))


def subjects_of(user: Any) -> QuerySet[Subject]:
    """What the person answers for: as the owner, for an owner who is away, or for a topic."""
    owners = [user.pk, *stands_in_for(user, timezone.now())]
    mine = Q(owner__in=owners) | Q(topic__owner=user) | Q(topic__in=topics_with(user, {MANAGER}))
    return Subject.objects.filter(mine).order_by()


def events_about(events: QuerySet[Event], thing: str) -> QuerySet[Event]:
    """Those about a thing and its versions; all of them without a thing."""
    return events.filter(Q(thing=thing) | Q(thing__startswith=f"{thing}:")) if thing else events


def as_json_lines(events: QuerySet[Event]) -> Iterator[str]:
    """One JSON object a line: what is sealed, the seal, and the person's name. Anybody can make the seals again from it."""
    for event in _read(events):
        said = {"number": event.number, "at": _instant(event), "action": event.action, "thing": event.thing, "by": event.by_id}
        said |= {"origin": event.origin, "before": event.before, "after": event.after, "details": event.details}
        said |= {"previous": event.previous, "seal": event.seal, "person": _person(event)}
        yield json.dumps(said, ensure_ascii=False) + "\n"


def as_csv(events: QuerySet[Event]) -> Iterator[str]:
    """The same as lines of a table that a spreadsheet can open."""
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    for event in _read(events):
        said = [json.dumps(part, ensure_ascii=False) for part in (event.before, event.after, event.details)]
        row = [event.number, _instant(event), _person(event), event.action, event.thing, event.origin, *said]
        yield writer.writerow([_safe(str(cell)) for cell in (*row, event.previous, event.seal)])


class _Line:
    """Gives each line back instead of writing it anywhere."""

    def write(self, line: str) -> str:
        return line


def _read(events: QuerySet[Event]) -> Iterator[Event]:
    return events.select_related("by").iterator(AT_ONCE)


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _instant(event: Event) -> str:
    return event.at.astimezone(UTC).isoformat(timespec="microseconds")


def _person(event: Event) -> str:
    return event.by.get_username() if event.by else ""
