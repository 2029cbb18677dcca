"""What was, is and will be in force of a card and of all it quotes, on one axis of time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

from policies.models import Publication, Subject, Verification, Version
from policies.moment import Moment

Kind = Publication.Kind
MARGIN = 0.06  # Of the whole span, left free after the last change, so that "from then on" can be seen.


@dataclass(frozen=True, slots=True)
class Stretch:
    """A version in force from `start` until `until` (None: for good). `left` and `width` are shares of the axis, 0 to 100."""

    version: Version
    start: datetime
    until: datetime | None
    left: float = 0.0
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Lane:
    """One subject's stretches, in order of time."""

    subject: Subject
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """An act about the truth of a version: it was approved, verified or doubted."""

    verification: Verification
    left: float


@dataclass(frozen=True, slots=True)
class TimeLine:
    first: datetime
    last: datetime
    now_left: float
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]


def timeline_of(card: Subject, at: Moment) -> TimeLine | None:
    """The card (or fact, or offer) first, then what its versions quote. None before the first publication."""
    versions = list(card.versions.filter(state=Version.State.PUBLISHED).select_related("subject"))
    quoted = {("fact", slug) for version in versions for slug in getattr(version.typed, "facts", ())}
    quoted |= {("offer", slug) for version in versions for slug in getattr(version.typed, "offers", ())}
    subjects = [card, *_subjects(quoted)]
    log = _log(subjects, at)
    stretches = {subject.pk: stretches_of(log.get(subject.pk, [])) for subject in subjects}
    own = stretches[card.pk]
    if not own:
        return None
    first, last = _span(own, stretches.values(), at)
    lanes = tuple(Lane(subject, _placed(stretches[subject.pk], first, last)) for subject in subjects if stretches[subject.pk])
    acts = Verification.objects.filter(version__in=versions, at__lte=at.at, revision__lte=at.revision).select_related(
        "version", "by"
    )
    marks = tuple(Mark(one, _share(one.at, first, last)) for one in acts if one.how != Verification.How.CARRIED)
    return TimeLine(first, last, _share(at.at, first, last), lanes, marks)


def stretches_of(log: Sequence[Publication]) -> list[Stretch]:
    """What held between any two instants of one subject's log, by the same rule as `live_at`, neighbours of one
    version joined.
    """
    instants = sorted({instant for entry in log for instant in (entry.effective_from, entry.effective_until) if instant})
    stretches: list[Stretch] = []
    for start, until in zip_longest(instants, instants[1:]):
        version = _holding(log, start)
        if version is None:
            continue
        if stretches and stretches[-1].version.pk == version.pk and stretches[-1].until == start:
            stretches[-1] = Stretch(version, stretches[-1].start, until)
        else:
            stretches.append(Stretch(version, start, until))
    return stretches


def _holding(log: Sequence[Publication], at: datetime) -> Version | None:
    begun = [entry for entry in log if entry.effective_from <= at]
    withdrawals = [entry for entry in begun if entry.kind == Kind.WITHDRAW]
    holding = [
        entry
        for entry in begun
        if entry.kind == Kind.PUBLISH
        and (entry.effective_until is None or entry.effective_until > at)
        and not any(
            withdrawal.number > entry.number and withdrawal.version_id in (None, entry.version_id) for withdrawal in withdrawals
        )
    ]
    latest = max(holding, key=lambda entry: (entry.effective_from, entry.number), default=None)
    return latest.version if latest else None


def _subjects(quoted: Iterable[tuple[str, str]]) -> list[Subject]:
    found = Subject.objects.filter(kind__in=["fact", "offer"], slug__in={slug for _, slug in quoted}).order_by("kind", "slug")
    return [subject for subject in found if (subject.kind, subject.slug) in quoted]


def _log(subjects: Sequence[Subject], at: Moment) -> dict[int, list[Publication]]:
    log: dict[int, list[Publication]] = {}
    entries = Publication.objects.filter(subject__in=subjects, number__lte=at.revision).select_related("version__subject")
    for entry in entries:
        log.setdefault(entry.subject_id or 0, []).append(entry)
    return log


def _span(own: Sequence[Stretch], every: Iterable[Sequence[Stretch]], at: Moment) -> tuple[datetime, datetime]:
    """From the card's first day in force to the last change that is known or today, with room to spare."""
    first = own[0].start
    changes = [instant for lane in every for stretch in lane for instant in (stretch.start, stretch.until) if instant]
    last = max([at.at, *changes])
    return first, last + max((last - first) * MARGIN, timedelta(days=1))


def _placed(stretches: Sequence[Stretch], first: datetime, last: datetime) -> tuple[Stretch, ...]:
    placed = []
    for stretch in stretches:
        left = _share(stretch.start, first, last)
        right = _share(stretch.until, first, last) if stretch.until else 100.0
        if right > 0:
            placed.append(Stretch(stretch.version, stretch.start, stretch.until, left, max(right - left, 0.4)))
    return tuple(placed)


def _share(instant: datetime, first: datetime, last: datetime) -> float:
    return round(min(max((instant - first) / (last - first), 0.0), 1.0) * 100, 3)
