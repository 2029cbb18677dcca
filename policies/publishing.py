"""The log of what took effect: its numbers, and what is in force at a moment."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from policies.models import Counter, Publication, Subject, Version
from policies.moment import Moment
from policies.signals import publication_committed

REVISION = "revision"


def current_revision() -> int:
    """The number of the last publication; 0 before the first."""
    return Counter.objects.filter(pk=REVISION).values_list("value", flat=True).first() or 0


def now() -> Moment:
    """This instant, with all that is published."""
    return Moment(timezone.now(), current_revision())


def moment_at(at: datetime | None) -> Moment:
    """The instant asked for, or this one, with all that is published."""
    return now() if at is None else Moment(at, current_revision())


def append(
    kind: str, subject: Subject, version: Version | None, *, by: object, start: datetime | None, until: datetime | None = None
) -> Publication:
    """Add a line to the log, inside the act's transaction.

    The number is taken under the lock of the counter's row, so commit order is number order (a database sequence does not give that, and
    followers of the log would skip lines). The signal goes out once the transaction is committed.
    """
    Counter.objects.filter(pk=REVISION).update(value=F("value") + 1)
    recorded_at = timezone.now()
    publication = Publication.objects.create(
        number=Counter.objects.get(pk=REVISION).value,
        kind=kind,
        subject=subject,
        version=version,
        effective_from=max(start or recorded_at, recorded_at),
        effective_until=until,
        recorded_at=recorded_at,
        by=by,
    )
    transaction.on_commit(lambda: publication_committed.send(sender=Publication))
    return publication


def last_published(subject: Subject) -> Version | None:
    """The version published last, whether in force, scheduled or past."""
    log = subject.publications.filter(kind=Publication.Kind.PUBLISH).select_related("version").order_by("-number")
    publication = log.first()
    return publication.version if publication else None


def in_force(kind: str, slugs: Iterable[str], at: Moment) -> dict[str, Version]:
    """The versions of facts, offers or cards in force, by slug; one query, none for no slugs."""
    wanted = set(slugs)
    if not wanted:
        return {}
    live = Subject.objects.filter(kind=kind, slug__in=wanted).live_at(at)
    versions = Version.objects.filter(pk__in=live.values("live_version_id")).select_related("subject")
    return {version.subject.slug: version for version in versions}


def next_change_after(at: datetime) -> datetime | None:
    """The next instant at which something scheduled begins or ends; what is remembered must be forgotten by then."""
    starts = Publication.objects.filter(effective_from__gt=at).order_by("effective_from").values_list("effective_from", flat=True)
    ends = Publication.objects.filter(effective_until__gt=at).order_by("effective_until").values_list("effective_until", flat=True)
    return min((instant for instant in (starts.first(), ends.first()) if instant is not None), default=None)
