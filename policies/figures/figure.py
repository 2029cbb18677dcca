"""A table of numbers that a page draws, a file holds and a call gives: each number knows the list that it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise

Value = int | float | str | None


@dataclass(frozen=True, slots=True)
class Column:
    """`sign` names the state whose colour and sign it has; `is_part` says that a bar shows it as a part of the whole."""

    key: str
    title: str | Promise
    sign: str = ""
    is_part: bool = False
    is_percent: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A number and where what it counts is listed; None: there is nothing to say."""

    value: Value
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar, in thousandths of its whole width."""

    sign: str
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Row:
    """`group` stands before the title where several rows belong together."""

    key: str
    title: str
    cells: Mapping[str, Cell]
    group: str = ""
    url: str = ""

    def value(self, key: str) -> Value:
        return self.cells[key].value


@dataclass(frozen=True, slots=True)
class Figure:
    """`of_largest` draws bars against the longest one; otherwise each is a whole by itself."""

    name: str
    title: str | Promise
    lead: str | Promise
    head: str | Promise
    columns: Sequence[Column]
    rows: Sequence[Row] = field(default_factory=tuple)
    of_largest: bool = False

    def drawn(self) -> list[tuple[Row, list[tuple[Column, Cell]], list[Part]]]:
        """Each row with its numbers in the order of the columns, and its bar."""
        totals = [self._total(row) for row in self.rows]
        largest = max(totals, default=0)
        return [
            (
                row,
                [(column, row.cells[column.key]) for column in self.columns],
                self._bar(row, largest if self.of_largest else own),
            )
            for row, own in zip(self.rows, totals, strict=True)
        ]

    @property
    def parts(self) -> list[Column]:
        return [column for column in self.columns if column.is_part]

    def table(self) -> list[list[Value]]:
        """The heads, then a line for each row."""
        is_grouped = any(row.group for row in self.rows)
        names = ["", str(self.head)] if is_grouped else [str(self.head)]
        heads: list[Value] = [*names, *(str(column.title) for column in self.columns)]
        return [heads, *(_line(row, self.columns, is_grouped=is_grouped) for row in self.rows)]

    def _total(self, row: Row) -> int:
        return sum(_count(row.value(column.key)) for column in self.parts)

    def _bar(self, row: Row, whole: int) -> list[Part]:
        found, start = [], 0
        for column in self.parts:
            width = round(_count(row.value(column.key)) * 1000 / whole) if whole else 0
            if width:
                found.append(Part(column.sign, start, width))
            start += width
        return found


def percent(part: int, whole: int) -> int | None:
    """Rounded down: a hundred means all of them. None of nothing."""
    return part * 100 // whole if whole else None


def _count(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _line(row: Row, columns: Sequence[Column], *, is_grouped: bool) -> list[Value]:
    names: list[Value] = [row.group, row.title] if is_grouped else [row.title]
    return [*names, *(row.value(column.key) for column in columns)]
