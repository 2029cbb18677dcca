"""When a read is about: an instant, and how much of the log is known to it."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _

from policies.content.problems import ContentError

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Moment:
    """`at` is the instant asked about (aware); `revision` the last publication taken into account.

    One read uses one moment throughout, so that a publication in between is seen whole or not at all; and the same moment gives
    the same answer for ever, because the log only grows. With a `release` it is a preview: as if that had taken effect.
    """

    at: datetime
    revision: int
    release: int | None = None


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
