"""When the readers of a must-read are told, reminded, and reported to a knowledge manager."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from policies.models import MustRead
from policies.moment import Moment
from policies.notices.must_reads import cause_of, open_must_reads, start_of, waiting_for
from policies.notices.readers import managers
from policies.notices.telling import Cause, Told
from policies.people.directory import called

DAY = timedelta(days=1)
LATE = 3  # Reminders after the end, one a day; then it is a manager's.
NAMED = 10


def due_readings(at: Moment) -> Iterator[Told]:
    """For everybody who has not read it the last step reached; what came before it is part of it."""
    for must_read in open_must_reads(at):
        start, days, waiting = start_of(must_read), timedelta(days=must_read.days), waiting_for(must_read)
        missing = []
        for person in waiting:
            # Who came later has the same number of days.
            since = max(start, person.date_joined)
            yield person, _step(must_read, since, since + days, at.at)
            if at.at >= since + days + LATE * DAY:
                missing.append(person)
        if missing:
            yield from _to_managers(must_read, start + days, missing)


def _step(must_read: MustRead, start: datetime, end: datetime, at: datetime) -> Cause:
    half, last = start + (end - start) / 2, end - DAY
    if at >= end:
        number = min(LATE, (at - end) // DAY + 1)
        return cause_of(must_read, "must_read_late", f"late-{number}", end)
    if at >= last > half:
        return cause_of(must_read, "must_read_again", "last", end)
    if at >= half:
        return cause_of(must_read, "must_read_again", "half", end)
    return cause_of(must_read, "must_read", "new", end)


def _to_managers(must_read: MustRead, end: datetime, missing: list[Any]) -> Iterator[Told]:
    more = f" +{len(missing) - NAMED}" if len(missing) > NAMED else ""
    names = ", ".join(called(person) for person in missing[:NAMED]) + more
    cause = cause_of(must_read, "must_read_missing", "missing", end, names=names)
    yield from ((manager, cause) for manager in managers(must_read.version.subject.topic))
