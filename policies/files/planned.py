"""The plan: what of the log holds now or is still to hold, without what something else covers for good."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from policies.models import Publication
from policies.moment import Moment


@dataclass(frozen=True, slots=True)
class Line:
    """A version published for some time. `until` is where it ends, by itself or because it is withdrawn then; `meant_until`
    is the end it was published with.
    """

    version: int
    number: int
    start: datetime
    until: datetime | None
    meant_until: datetime | None

    def covers(self, other: "Line", at: datetime) -> bool:
        """Does it stand above the other for all the time the other has left?"""
        is_above = (self.start, self.number) > (other.start, other.number) and self.start <= max(other.start, at)
        return is_above and (self.until is None or (other.until is not None and self.until >= other.until))


def lines_by_subject(at: Moment, *, subject: int | None = None) -> dict[int, list[Line]]:
    """All that was published by then, by subject, in the order of the log; of one subject, if one is given."""
    known = Publication.objects.filter(number__lte=at.revision, recorded_at__lte=at.at, subject__isnull=False)
    log = known.order_by("number", "id")
    log = log if subject is None else log.filter(subject=subject)
    fields = ("subject_id", "kind", "version_id", "number", "effective_from", "effective_until")
    lines: dict[int, list[Line]] = defaultdict(list)
    for owner, kind, version, number, start, until in log.values_list(*fields):
        if owner is None:
            continue
        if kind == Publication.Kind.PUBLISH and version is not None:
            lines[owner].append(Line(version, number, start, until, until))
        elif kind == Publication.Kind.WITHDRAW:
            lines[owner] = [_ended(line, start) if version in (None, line.version) else line for line in lines[owner]]
    return lines


def planned(lines: Sequence[Line], at: datetime) -> list[Line]:
    """Those that hold or will hold, the ones below first."""
    living = [line for line in lines if line.until is None or line.until > max(line.start, at)]
    kept = [line for line in living if not any(other.covers(line, at) for other in living)]
    return sorted(kept, key=lambda line: (line.start, line.number))


def _ended(line: Line, at: datetime) -> Line:
    until = at if line.until is None else min(line.until, at)
    return Line(line.version, line.number, line.start, until, line.meant_until)
