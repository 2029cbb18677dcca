"""When a read is about: an instant, and how much of the log is known to it."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from django.utils import timezone
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _

from policies.content.problems import ContentError

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NOW_IS_WITHIN = timedelta(seconds=5)
# A host's clock that is behind the log by less is taken for wrong; beyond it, the log was written by a clock that was ahead.
CLOCKS_DIFFER = timedelta(days=1)
ON_TIME = timedelta()


@dataclass(frozen=True, slots=True)
class Moment:
    """`at` is the instant asked about (aware); `revision` the last publication taken into account.

    One read uses one moment throughout, so that a publication in between is seen whole or not at all; and the same moment gives
    the same answer for ever, because the log only grows. With a `release` it is a preview: as if that had taken effect.
    """

    at: datetime
    revision: int
    release: int | None = None
    behind: timedelta = field(default=ON_TIME, compare=False, repr=False)

    @classmethod
    def now(cls, revision: int, recorded_at: datetime | str | None) -> Self:
        """This instant by the host's clock, but not before the last line of the log was written (`recorded_at`, as a database
        gives it): a clock that was set back brings back nothing that has been replaced or withdrawn.
        """
        here = timezone.now()
        at = not_before(recorded_at, here)
        return cls(at, revision, behind=at - here)

    @property
    def is_now(self) -> bool:
        """Is it the present instant, or was it a few seconds ago?"""
        return abs(timezone.now() + self.behind - self.at) < NOW_IS_WITHIN


def not_before(recorded_at: datetime | str | None, here: datetime) -> datetime:
    """`here`, or the instant of the last line of the log, where this host's clock is a little behind it."""
    if isinstance(recorded_at, str):
        recorded_at = datetime.fromisoformat(recorded_at)
    if recorded_at is None:
        return here
    if recorded_at.tzinfo is None:  # SQLite, asked past the ORM.
        recorded_at = recorded_at.replace(tzinfo=UTC)
    return recorded_at if here < recorded_at < here + CLOCKS_DIFFER else here


def read_instant(text: str | None, field: str = "as_of") -> datetime | None:
    """ISO 8601 with an offset; a day alone means its start in the store's time zone. Raises ContentError for anything else."""
    if text is None:
        return None
    try:
        if DAY.fullmatch(text):
            start = datetime.combine(date.fromisoformat(text), time.min, tzinfo=get_default_timezone())
            return start.astimezone(UTC)
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is not None:
            return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    message = _("Write an instant with its offset, such as 2026-12-31T18:00:00Z or 2026-12-31T18:00:00%2B03:00, or a day.")
    raise ContentError.one(field, "instant", message)
