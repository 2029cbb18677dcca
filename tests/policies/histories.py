"""Random logs of publications, and what a simple reading of them gives."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from django.db import transaction
from hypothesis import strategies as st

from policies.models import Publication, Version
from policies.publishing import Entry, append

BEGIN = datetime(2027, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOURS = st.integers(min_value=0, max_value=6)


@dataclass(frozen=True)
class Step:
    """`wait` hours, then write one line about the card at this place: `version` is a place too, None for the whole card."""

    wait: int
    card: int
    version: int | None
    is_publish: bool
    start: int | None
    lasts: int | None


@st.composite
def steps(draw: st.DrawFn) -> Step:
    is_publish = draw(st.integers(0, 2)) > 0
    version = draw(st.integers(0, 2)) if is_publish else draw(st.none() | st.integers(0, 2))
    lasts = draw(st.none() | st.integers(1, 6)) if is_publish else None
    return Step(draw(HOURS), draw(st.integers(0, 1)), version, is_publish, draw(st.none() | HOURS), lasts)


histories = st.lists(steps(), max_size=7)


@contextmanager
def written(history: Sequence[Step], versions: Sequence[Sequence[Version]], by: Any) -> Iterator[list[Publication]]:
    """The log of this history, and the clock at its end; afterwards it is as if it had never been."""
    with time_machine.travel(BEGIN, tick=False) as clock, transaction.atomic():
        log = []
        for step in history:
            clock.shift(step.wait * HOUR)
            now = datetime.now(UTC)
            start = None if step.start is None else now + step.start * HOUR
            until = None if step.lasts is None else (start or now) + step.lasts * HOUR
            kind = Publication.Kind.PUBLISH if step.is_publish else Publication.Kind.WITHDRAW
            version = None if step.version is None else versions[step.card][step.version]
            log += append([Entry(kind, versions[step.card][0].subject, version, start, until)], by=by)
        yield log
        transaction.set_rollback(True)


def holding(log: Sequence[Publication], subject_id: int, at: datetime, revision: int) -> Publication | None:
    """The line that holds, read as the promise is written: begun, not ended, not withdrawn later; the last to begin wins."""
    known = [line for line in log if line.subject_id == subject_id and line.number <= revision and line.effective_from <= at]
    ends = [line for line in known if line.kind == "withdraw"]
    candidates = [
        line
        for line in known
        if line.kind == "publish"
        and (line.effective_until is None or at < line.effective_until)
        and not any(end.number > line.number and end.version_id in (None, line.version_id) for end in ends)
    ]
    return max(candidates, key=lambda line: (line.effective_from, line.number), default=None)
