"""Write the audit trail: one line per act, in the act's own transaction, each sealed to the line before."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any

import rfc8785
from django.db.models import F
from django.utils import timezone

from policies.models import Counter, Event, Subject, Version
from policies.origin import origin
from policies.publishing import lock_log

EVENTS = "events"
# What the database keeps of a submitted version, all of which a trigger protects and the seal of its event repeats.
FROZEN = (
    "subject_id", "number", "content", "rendered", "digest", "audience", "significance", "meaning_number", "change_note",
    "based_on_id", "release_id", "author_id", "edits", "created_at", "saved_at", "submitted_at",
)  # fmt: skip


def record(
    action: str,
    thing: Subject | Version | str,
    *,
    by: Any,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    **details: Any,
) -> Event:
    """Add a line. `before` and `after` are the fields that changed, `details` what else is worth knowing: JSON values.

    Call inside the transaction that does what the event says. The log's lock makes events come in the order of commits; an act
    takes it as its first step (see `act.act`), so that no two acts wait for each other.
    """
    lock_log()
    Counter.objects.filter(pk=EVENTS).update(value=F("value") + 1)
    number = Counter.objects.get(pk=EVENTS).value
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


def seal_of(event: Event) -> str:
    """64 hexadecimal digits: SHA-256 of the RFC 8785 canonical JSON of every field but the seal itself."""
    said = {
        "number": event.number,
        "action": event.action,
        "thing": event.thing,
        "by": event.by_id,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "origin": event.origin,
        "before": event.before,
        "after": event.after,
        "details": event.details,
        "previous": event.previous,
    }
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


def frozen_seal(version: Version) -> str:
    """64 hexadecimal digits of all that is frozen in a submitted version, as the database has it."""
    row = Version.objects.filter(pk=version.pk).values(*FROZEN).get()
    said = {
        name: value.astimezone(UTC).isoformat(timespec="microseconds") if name.endswith("_at") and value else value
        for name, value in row.items()
    }
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


def has_saved(user: Any, version: Version) -> bool:
    """Did this person write any of the version's text, whoever its author is?"""
    return Event.objects.filter(action="save_draft", thing=name_of(version), by=user).exists()


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
