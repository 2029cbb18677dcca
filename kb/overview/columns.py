"""Columns of a chart over time, drawn by the server: one for each day, the highest named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

HEIGHT, WIDTH = 100, 10


@dataclass(frozen=True, slots=True)
class DayColumn:
    """A day with its number, and its bar in the units of the chart: 10 wide, 100 high; texts, so that no language turns a
    point into a comma.
    """

    day: date
    count: int
    of: int
    left: str
    top: str
    height: str


@dataclass(frozen=True, slots=True)
class Columns:
    """`highest` is the day with the most, the last such day; None when there is nothing at all."""

    columns: tuple[DayColumn, ...]
    highest: DayColumn | None

    @property
    def view_box(self) -> str:
        return f"0 0 {max(len(self.columns), 1) * WIDTH} {HEIGHT}"

    @property
    def first(self) -> DayColumn:
        return self.columns[0]

    @property
    def last(self) -> DayColumn:
        return self.columns[-1]


def columns_of(days: Sequence[tuple[date, int, int]]) -> Columns:
    """Of each day with how many, of how many."""
    most = max((count for _day, count, _all in days), default=0)
    drawn = tuple(_column(position, *day, most=most) for position, day in enumerate(days))
    highest = max(drawn, key=lambda column: (column.count, column.day), default=None)
    return Columns(drawn, highest if highest and highest.count else None)


def _column(position: int, day: date, count: int, whole: int, *, most: int) -> DayColumn:
    height = max(round(count * HEIGHT / most), 2) if count else 0
    return DayColumn(day, count, whole, str(position * WIDTH), str(HEIGHT - height), str(height))
