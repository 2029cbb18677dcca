"""Write the audit trail: one line per act, in the act's own transaction, each sealed to the line before."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model
from django.utils import timezone

from policies.audit.seals import frozen_seal, seal_of, seals_of_rows
from policies.models import Event, Subject, Version
from policies.origin import origin
from policies.publishing import lock_log, next_number

__all__ = ["frozen_seal", "name_of", "record", "seal_of"]

EVENTS = "events"


def record(
    action: str,
    thing: Subject | Version | str,
    *,
    by: Any,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    rows: Iterable[Model] = (),
    **details: Any,
) -> Event:
    """Add a line. `before` and `after` are the fields that changed, `details` what else is worth knowing: JSON values.

    `rows` are what the act has written that is never changed: publications, reviews, verifications (`seals.SEALED`). The event
    keeps their seals, so that `audit verify` finds each of them that was changed, taken away or put in between.

    Call inside the transaction that does what the event says. The log's lock makes events come in the order of commits; an act
    takes it as its first step (see `act.act`), so that no two acts wait for each other.
    """
    lock_log()
    if sealed := seals_of_rows(rows):
        details["rows"] = sealed
    number = next_number(EVENTS)
    event = Event(
        number=number,
        action=action,
        thing=name_of(thing),
        by=by,
        at=timezone.now(),
        origin=origin(),
        before=_plain(before or {}),
        after=_plain(after or {}),
        details=_plain(details),
        previous=Event.objects.filter(number=number - 1).values_list("seal", flat=True).first() or "",
    )
    event.seal = seal_of(event)
    event.save(force_insert=True)
    return event


def name_of(thing: Subject | Version | str) -> str:
    """How events name it: `card:cancel-order`, `card:cancel-order:4`, or what the caller says."""
    if isinstance(thing, Version):
        return f"{thing.subject.kind}:{thing.subject.slug}:{thing.number}"
    if isinstance(thing, Subject):
        return f"{thing.kind}:{thing.slug}"
    return thing


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    """As the database gives it back, so that the seal can be made again."""
    plain: dict[str, Any] = json.loads(json.dumps(said, default=str))
    return plain
