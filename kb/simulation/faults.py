"""What goes wrong in a simulated year: beats missed or doubled, clocks set back, mail servers away, workers killed."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

SET_BACK = timedelta(minutes=59, seconds=47)
Span = tuple[datetime, datetime]


@dataclass(slots=True)
class Faults:
    """Once a month a day without beats, three hours with a clock set back, and a mail server away for some hours."""

    outages: list[Span] = field(default_factory=list)
    set_backs: list[Span] = field(default_factory=list)
    away: list[Span] = field(default_factory=list)
    doubled: float = 0.08
    killed: float = 0.004

    def is_missed(self, at: datetime) -> bool:
        return _within(self.outages, at)

    def here(self, at: datetime) -> datetime:
        """What the clock of the host that runs the beats says."""
        return at - SET_BACK if _within(self.set_backs, at) else at

    def is_away(self, at: datetime) -> bool:
        return _within(self.away, at)


def draw(start: datetime, days: int, random: Random) -> Faults:
    faults = Faults()
    for month in range(max(1, days // 30)):
        first = start + timedelta(days=30 * month)

        def span(least: float, hours: float, first: datetime = first) -> Span:
            begin = first + timedelta(hours=random.uniform(least * 24, least * 24 + 120))
            return begin, begin + timedelta(hours=hours)

        faults.outages.append(span(3, 24))
        faults.set_backs.append(span(11, 3))
        faults.away.append(span(18, random.uniform(4, 11)))
    return faults


def _within(spans: list[Span], at: datetime) -> bool:
    return any(begin <= at < end for begin, end in spans)
