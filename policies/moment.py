"""When a read is about: an instant, and how much of the log is known to it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """`at` is the instant asked about (aware); `revision` the last publication taken into account.

    One read uses one moment throughout, so that a publication in between is seen whole or not at all; and the same moment gives
    the same answer for ever, because the log only grows.
    """

    at: datetime
    revision: int
