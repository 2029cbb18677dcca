"""Seals: SHA-256 of the RFC 8785 canonical JSON of a row, by which a later change to it is found."""

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import orjson
import rfc8785
from django.db.models import Model, QuerySet

from policies.models import Acknowledgement, Comment, Event, FormerDimension, Publication, Review, Verification, Version

EVENT = ("number", "action", "thing", "by_id", "at", "origin", "before", "after", "details", "previous")
# What the database keeps of a submitted version, all of which a trigger protects and the seal of its event repeats.
FROZEN = (
    "subject_id", "number", "content", "rendered", "digest", "audience", "significance", "meaning_number", "change_note",
    "based_on_id", "release_id", "author_id", "edits", "created_at", "saved_at", "submitted_at",
)  # fmt: skip
# The rows that are written once, beside the event that tells of them. The columns are named, so that one added later changes
# no seal of the past; it then needs a name of its own here.
SEALED: dict[type[Model], tuple[str, ...]] = {
    Publication: (
        "id", "number", "kind", "subject_id", "version_id", "effective_from", "effective_until", "recorded_at", "by_id",
    ),
    Review: ("id", "version_id", "decision", "digest", "comment", "by_id", "at"),
    Comment: ("id", "version_id", "text", "line", "quote", "body", "by_id", "at"),
    Verification: (
        "id", "version_id", "how", "by_id", "at", "revision", "verified_at", "due_at", "expires_at", "reason", "answers",
        "facts", "offers", "seconds", "is_bulk",
    ),
    Acknowledgement: ("id", "must_read_id", "person_id", "attempts", "at"),
    FormerDimension: ("id", "dimension_id", "until", "fields"),
}  # fmt: skip
MODELS = {str(model._meta.model_name): model for model in SEALED}


def seal(values: Mapping[str, Any]) -> str:
    """64 hexadecimal digits; instants count in UTC to the microsecond."""
    return hashlib.sha256(rfc8785.dumps(_plain(values))).hexdigest()


def is_sealed(values: Mapping[str, Any], sealed: Any) -> bool:
    """Is this their seal? A quick writer of JSON is asked first: it writes nearly everything in the canonical form, and bytes
    that have this seal are the bytes that were sealed.
    """
    plain = _plain(values)
    with suppress(TypeError):  # What this writer cannot say, the other may.
        if hashlib.sha256(orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)).hexdigest() == sealed:
            return True
    try:
        return hashlib.sha256(rfc8785.dumps(plain)).hexdigest() == sealed
    except rfc8785.CanonicalizationError:
        return False  # Nothing of that kind was ever sealed.


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def seal_of(event: Event) -> str:
    """Of every field of the event but the seal itself."""
    return seal(of_event({name: getattr(event, name) for name in EVENT}))


def of_event(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is sealed of an event's row. Who acted is sealed under the name `by`."""
    return {"by" if name == "by_id" else name: values[name] for name in EVENT}


def frozen_seal(version: Version) -> str:
    """Of all that is frozen in a submitted version, as the database has it."""
    return seal(Version.objects.filter(pk=version.pk).values(*FROZEN).get())


def seals_of_rows(rows: Iterable[Model]) -> dict[str, str]:
    """`{"review:7": seal}` for rows that are written once, as the database has them."""
    return {
        f"{row._meta.model_name}:{row.pk}": seal(type(row)._default_manager.filter(pk=row.pk).values(*SEALED[type(row)]).get())
        for row in rows
    }


def read_rows(rows: QuerySet[Any], *columns: str) -> list[dict[str, Any]]:
    """Values by column, and `pk`. Of a row that somebody left unreadable (no JSON, no instant) what can be read alone."""
    try:
        return list(rows.values("pk", *columns))
    except (ValueError, TypeError):
        return [_read_row(rows.model, pk, columns) for pk in list(rows.values_list("pk", flat=True))]


def _read_row(model: Any, pk: Any, columns: Iterable[str]) -> dict[str, Any]:
    read = {"pk": pk}
    for column in columns:
        with suppress(ValueError, TypeError):
            read |= model._default_manager.filter(pk=pk).values(column).get()
    return read
