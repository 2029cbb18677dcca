"""What a process remembers of the database between requests, and when it must forget.

Everything an answer depends on carries a revision, and takes effect at instants that are in the log. So between two scheduled
instants one revision always gives the same: an *epoch*. What is read in an epoch is kept until it is over, and no longer.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from policies.models import Publication
from policies.moment import Moment

MAX_ENTRIES = 20_000
END_OF_TIME = datetime.max.replace(tzinfo=UTC)
NOW_IS_WITHIN = timedelta(seconds=5)
Entries = dict[Hashable, Any]


@dataclass(slots=True)
class _Epoch:
    revision: int
    since: datetime
    until: datetime
    entries: Entries = field(default_factory=dict)

    def holds(self, at: Moment) -> bool:
        return self.revision == at.revision and self.since <= at.at < self.until


_current: _Epoch | None = None


def recall(at: Moment) -> Entries:
    """What this epoch has read so far, to look up and to add to; for reads about other times an empty dict that nobody keeps.

    Inside a transaction nothing is kept either: what it published may yet be rolled back, and its revision given to another.
    """
    epoch = None if connection.in_atomic_block or at.release is not None else _epoch(at)
    if epoch is None:
        return {}
    if len(epoch.entries) > MAX_ENTRIES:
        epoch.entries = {}
    return epoch.entries


def forget(**_: Any) -> None:
    """Start over, as when tables were emptied."""
    global _current
    _current = None


def next_change_after(at: datetime) -> datetime | None:
    """The next instant at which something scheduled begins or ends."""
    starts = Publication.objects.filter(effective_from__gt=at).order_by("effective_from")
    ends = Publication.objects.filter(effective_until__gt=at).order_by("effective_until")
    instants = (starts.values_list("effective_from", flat=True).first(), ends.values_list("effective_until", flat=True).first())
    return min((instant for instant in instants if instant is not None), default=None)


def _epoch(at: Moment) -> _Epoch | None:
    global _current
    epoch = _current
    if epoch is not None and epoch.holds(at):
        return epoch
    is_now = abs(timezone.now() - at.at) < NOW_IS_WITHIN
    if not is_now or (epoch is not None and at.revision < epoch.revision):
        return None
    _current = _Epoch(at.revision, at.at, next_change_after(at.at) or END_OF_TIME)
    return _current
