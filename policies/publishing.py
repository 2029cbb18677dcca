"""The log of what took effect: its numbers, and what is in force at a moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from policies.memory import recall
from policies.models import Publication, Subject, Version
from policies.models.fields import SLUG_PATTERN
from policies.models.holding import HELD_BY_SLUG, HOLDING, STANDS_AT, holding_parameters
from policies.moment import Moment, not_before
from policies.signals import publication_committed
from policies.webhooks.told import write_down

REVISION = "revision"
MOST_AT_ONCE = 500  # SQLite takes a limited number of parameters.


def current_revision() -> int:
    """The number of the last publication; 0 before the first. Every request asks, so it goes past the ORM (30 us, not 500)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM policies_counter WHERE name = %s", [REVISION])
        row = cursor.fetchone()
    return row[0] if row else 0


def now() -> Moment:
    """This instant, with all that is published. The log is read first: what it counts has begun by then."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {STANDS_AT}")
        revision, recorded_at = cursor.fetchone()
    return Moment.now(revision or 0, recorded_at)


def moment_at(at: datetime | None) -> Moment:
    """The instant asked for (in the store's time zone, if it has none), or this one, with all that is published."""
    if at is None:
        return now()
    return Moment(timezone.make_aware(at) if timezone.is_naive(at) else at, current_revision())


@dataclass(frozen=True, slots=True)
class Entry:
    """A line to be written to the log: a version that takes effect, or a subject (or one version of it) that ends."""

    kind: str
    subject: Subject | None = None
    version: Version | None = None
    start: datetime | None = None
    until: datetime | None = None


def lock_log() -> None:
    """Wait for the transaction that is publishing now, and make others wait for this one.

    An act that judges what was published last takes this lock first: otherwise two could both find themselves the next.
    """
    if connection.features.has_select_for_update:  # SQLite begins every act as the only writer.
        if not connection.in_atomic_block:
            raise transaction.TransactionManagementError("The log is locked inside a transaction only.")
        with connection.cursor() as cursor:
            cursor.execute("SELECT value FROM policies_counter WHERE name = %s FOR UPDATE", [REVISION])


def next_number(counter: str) -> int:
    """One more than the last of this counter, in the act's transaction. Past the ORM, like all that every act does."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE policies_counter SET value = value + 1 WHERE name = %s RETURNING value", [counter])
        row: tuple[int] = cursor.fetchone()
    return row[0]


def append(entries: Sequence[Entry], *, by: Any) -> list[Publication]:
    """Add lines to the log under one number, inside the act's transaction; the act's event takes them as its `rows`.

    The number is taken under the lock of the counter's row, so commit order is number order (a database sequence does not give
    that, and followers of the log would skip lines). What webhooks are to be told is written with it; the signal goes out once
    the transaction is committed.
    """
    number, recorded_at = next_number(REVISION), _next_instant()
    publications = [
        Publication.objects.create(
            number=number,
            kind=entry.kind,
            subject=entry.subject,
            version=entry.version,
            effective_from=max(entry.start or recorded_at, recorded_at),
            effective_until=entry.until,
            recorded_at=recorded_at,
            by=by,
        )
        for entry in entries
    ]
    write_down(publications)
    transaction.on_commit(lambda: publication_committed.send(sender=Publication))
    return publications


def _next_instant() -> datetime:
    """Now, but not before the line above: another host's clock may be ahead, or ours set back, and the later line must win."""
    last = Publication.objects.order_by("-number", "-id").values_list("recorded_at", flat=True).first()
    return not_before(last, timezone.now())


def last_published(subject: Subject) -> Version | None:
    """The version published last, whether in force, scheduled or past."""
    log = subject.publications.filter(kind=Publication.Kind.PUBLISH).select_related("version").order_by("-number", "-id")
    publication = log.first()
    return publication.version if publication else None


def base_for(subject: Subject, start: datetime | None = None) -> Version | None:
    """What a version that takes effect then (or now) replaces: what holds at that instant, else what was published last."""
    at = moment_at(start)
    return in_force(subject.kind, [subject.slug], at).get(subject.slug) or last_published(subject)


def in_force(kind: str, slugs: Iterable[str], at: Moment) -> dict[str, Version]:
    """The versions of cards, facts or offers in force, by slug, with subject and topic; two queries for those not in memory."""
    wanted = sorted({slug for slug in slugs if SLUG_PATTERN.match(slug)})
    known = recall(at)
    missing = [slug for slug in wanted if (kind, slug) not in known]
    for start in range(0, len(missing), MOST_AT_ONCE):
        part = missing[start : start + MOST_AT_ONCE]
        found = _read_in_force(kind, part, at)
        known.update({(kind, slug): found.get(slug) for slug in part})
    return {slug: known[kind, slug] for slug in wanted if known[kind, slug] is not None}


def _read_in_force(kind: str, slugs: Sequence[str], at: Moment) -> dict[str, Version]:
    holding = HOLDING.format(column="version_id", subject="s.id")
    with connection.cursor() as cursor:
        by_slug = HELD_BY_SLUG.format(holding=holding, slugs=", ".join(["%s"] * len(slugs)))
        cursor.execute(by_slug, [*holding_parameters(at), kind, *slugs])
        pks = [row[0] for row in cursor.fetchall() if row[0] is not None]
    if not pks and at.release is None:
        return {}
    versions = Version.objects.select_related("subject__topic", "subject__card")
    found = {version.subject.slug: version for version in versions.filter(pk__in=pks)}
    if at.release is not None:
        members = versions.filter(release=at.release, subject__kind=kind, subject__slug__in=slugs).exclude(state="returned")
        found |= {version.subject.slug: version for version in members}
    return found
