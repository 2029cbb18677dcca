"""What is told because of how things stand or because time has passed, not because somebody just acted.

All of it follows from what is in the database at an instant, and every notice has a key made of its cause. So a beat that is
missed, comes twice, or comes from a clock that was set back loses nothing and tells nobody twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from policies.models import Flag, Publication, SecondLook, Subject, Version
from policies.moment import Moment
from policies.notices.causes import about, titles_of
from policies.notices.dues import due_cards
from policies.notices.must_read_reminders import due_readings
from policies.notices.readers import Readers, without
from policies.notices.telling import Cause, Told, tell_all
from policies.people.directory import called
from policies.people.owners import inherited
from policies.publishing import current_revision
from policies.review.times import overdue_reviews, review_times


def remind(now: datetime | None = None) -> int:
    """Tell everybody what is due and was not told yet. Returns how many notices are new."""
    return tell_all(due_notices(now or timezone.now()))


def due_notices(now: datetime) -> Iterator[Told]:
    """Everything that somebody is or was to be told at this instant, told already or not."""
    at, readers = Moment(now, current_revision()), Readers(now)
    yield from _overdue(readers)
    yield from due_cards(at, readers)
    yield from _flagged(readers)
    yield from _second_looks(readers)
    yield from _inherited()
    yield from due_readings(at)


def _overdue(readers: Readers) -> Iterator[Told]:
    """A review that nobody takes up: after its time the owner, after the same span again who comes next, up to the managers."""
    now, waiting = readers.at, overdue_reviews(readers.at)
    due = review_times(waiting)
    releases: set[int] = set()
    for version in waiting:
        if version.release_id in releases or version.submitted_at is None:
            continue
        span = due[version.pk] - version.submitted_at
        steps = int((now - version.submitted_at) / span)
        for step, people in enumerate(readers.rungs(version.subject, version.author)[:steps], start=1):
            cause = _waiting_since(version, step)
            yield from ((person, cause) for person in people)
        releases |= {version.release_id} if version.release_id else set()


def _waiting_since(version: Version, step: int) -> Cause:
    since = version.submitted_at.isoformat() if version.submitted_at else ""
    if version.release is None:
        return about(version, "review_overdue", f"overdue:{version.pk}:{step}", since_at=since)
    path = reverse("release", args=(version.release.slug,))
    params = {"title": version.release.title, "since_at": since}
    return Cause("review_overdue", f"overdue:release:{version.pk}:{step}", path, params=params)


def _flagged(readers: Readers) -> Iterator[Told]:
    flags = Flag.objects.filter(resolved_at=None).select_related("version__subject__topic", "version__subject__owner")
    for flag in flags:
        cause = about(flag.version, "flagged", f"flag:{flag.pk}", comment=flag.comment[:300] or flag.kind)
        yield from _each(readers.keepers(flag.version.subject), cause, flag.by)


def _second_looks(readers: Readers) -> Iterator[Told]:
    wanted = SecondLook.objects.filter(state=SecondLook.State.OPEN)
    for look in wanted.select_related("verification__version__subject__topic", "verification__by"):
        version = look.verification.version
        cause = about(version, "second_look", f"second-look:{look.pk}")
        yield from _each(readers.managers(version.subject.topic), cause, look.verification.by)


def _inherited() -> Iterator[Told]:
    subjects = list(inherited())
    versions = _last_versions(subjects)
    for subject in subjects:
        version = versions.get(subject.pk)
        titles = titles_of(version) if version else {"en": subject.slug}
        params = {"titles": titles, "by": called(subject.inherited_from)}
        key = f"inherited:{subject.pk}:{subject.inherited_at:%Y%m%d%H%M%S}"
        path = reverse("subject", args=(subject.kind, subject.slug))
        yield subject.owner, Cause("inherited", key, path, subject, params)


def _last_versions(subjects: Sequence[Subject]) -> dict[int, Version]:
    """By subject what was published last, else what was written last."""
    of_these: dict[str, Any] = {"subject__in": [subject.pk for subject in subjects]}
    last = dict(Version.objects.filter(**of_these).order_by("number").values_list("subject", "pk"))
    published = Publication.objects.filter(kind=Publication.Kind.PUBLISH, **of_these).order_by("number", "pk")
    last |= dict(published.values_list("subject", "version"))
    return {version.subject_id: version for version in Version.objects.select_related("subject").filter(pk__in=last.values())}


def _each(people: Iterable[Any], cause: Cause, but_not: Any) -> Iterator[Told]:
    return ((person, cause) for person in without(people, but_not))
