"""What a process remembers of the database between requests, and when it must forget.

Everything an answer depends on carries a revision, and takes effect at instants that are in the log. So between two scheduled
instants one revision always gives the same: an *epoch*. What is read in an epoch is kept until it is over, and no longer. What
is read about another instant is the same for ever, because the log only grows; of that the last few moments are kept.
"""

from collections import OrderedDict
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from policies.models import Publication
from policies.moment import Moment

# How much is kept of an epoch: of what is large, such as versions with their texts, and of `SMALL` things, such as a date.
MAX_ENTRIES, MAX_SMALL = 20_000, 150_000
MAX_MOMENTS, MAX_ENTRIES_OF_MOMENT = 64, 1000
SMALL = "small"
END_OF_TIME = datetime.max.replace(tzinfo=UTC)
Entries = dict[Hashable, Any]


@dataclass(slots=True)
class _Epoch:
    revision: int
    since: datetime
    until: datetime
    entries: Entries = field(default_factory=dict)
    small: Entries = field(default_factory=dict)

    def holds(self, at: Moment) -> bool:
        return self.revision == at.revision and self.since <= at.at < self.until


_current: _Epoch | None = None
_moments: OrderedDict[Moment, Entries] = OrderedDict()


def recall(at: Moment, size: str = "") -> Entries:
    """What this epoch, or another moment, has read so far, to look up and to add to; what is `SMALL` lies apart.

    Inside a transaction nothing is kept: what it published may yet be rolled back, and its revision given to another. Nor is
    anything of a preview.
    """
    if connection.in_atomic_block or at.release is not None:
        return {}
    epoch = _epoch(at)
    if epoch is None:
        return _moment(at)
    entries, most = (epoch.small, MAX_SMALL) if size == SMALL else (epoch.entries, MAX_ENTRIES)
    if len(entries) > most:
        _make_room(entries)
    return entries


def forget(**_: Any) -> None:
    """Start over, as when tables were emptied."""
    global _current
    _current = None
    _moments.clear()


def next_change_after(at: datetime) -> datetime | None:
    """The next instant at which something scheduled begins or ends."""
    starts = Publication.objects.filter(effective_from__gt=at).order_by("effective_from")
    ends = Publication.objects.filter(effective_until__gt=at).order_by("effective_until")
    instants = (starts.values_list("effective_from", flat=True).first(), ends.values_list("effective_until", flat=True).first())
    return min((instant for instant in instants if instant is not None), default=None)


def _make_room(entries: Entries) -> None:
    """The older half goes. Another thread may be at it, too."""
    for key in list(entries)[: len(entries) // 2]:
        entries.pop(key, None)


def _moment(at: Moment) -> Entries:
    """The last moments asked about, newest last. Another thread may take one away meanwhile; then it is only read again."""
    entries = _moments.pop(at, None)
    if entries is None or len(entries) > MAX_ENTRIES_OF_MOMENT:
        entries = {}
    _moments[at] = entries
    while len(_moments) > MAX_MOMENTS:
        with suppress(KeyError):
            _moments.popitem(last=False)
    return entries


def _epoch(at: Moment) -> _Epoch | None:
    global _current
    epoch = _current
    if epoch is not None and epoch.holds(at):
        return epoch
    if not at.is_now or (epoch is not None and at.revision < epoch.revision):
        return None
    _current = _Epoch(at.revision, at.at, next_change_after(at.at) or END_OF_TIME)
    return _current
