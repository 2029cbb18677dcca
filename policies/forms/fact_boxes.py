"""What the fields of the editor of a fact show: its value by its type, and other values as rows of a table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from policies.content.fact import DURATION_UNITS
from policies.content.fact_sheet import FactSheet, Typed, ValueRow
from policies.forms.boxes import Box, Errors
from policies.forms.conditions import Cell, Column, cell_of, columns_of, more_columns
from policies.forms.fact import TYPES
from policies.models import Dimension

UNITS = {
    "minute": _("minutes"),
    "hour": _("hours"),
    "day": _("days"),
    "week": _("weeks"),
    "month": _("months"),
    "year": _("years"),
}
CURRENCIES = ("USD", "EUR", "BRL", "RUB", "GBP")


@dataclass(frozen=True, slots=True)
class ValueBoxes:
    """A value: one field, or for a text one for each language. `kept` is what the other way of writing has, not shown."""

    name: str
    shown: Sequence[Box]
    kept: Sequence[Box]
    errors: Sequence[str]


@dataclass(frozen=True, slots=True)
class RowBoxes:
    """Another value, and where it holds; `place` counts from 0, as in the names of its fields."""

    place: int
    cells: Sequence[Cell]
    value: ValueBoxes
    errors: Sequence[str]

    @property
    def number(self) -> int:
        return self.place + 1


class FactBoxes:
    """All fields of a fact's sheet. `errors` are sentences by the name of the field they are about."""

    def __init__(self, sheet: FactSheet, dimensions: Mapping[str, Dimension], language: str, errors: Errors):
        self.sheet, self.errors = sheet, errors
        choices = {slug: dimension for slug, dimension in dimensions.items() if dimension.kind == "choice"}
        self.columns: list[Column] = columns_of(sheet.columns, choices, language)
        self.more_columns = more_columns(sheet.columns, choices, language)
        self.types, self.units, self.currencies = TYPES, [(unit, UNITS[unit]) for unit in DURATION_UNITS], CURRENCIES

    @property
    def input_kind(self) -> str:
        """Numbers may have a decimal comma, so they are typed as text."""
        return "date" if self.sheet.type == "date" else "text"

    @property
    def is_number(self) -> bool:
        return self.sheet.type not in ("date", "text")

    @cached_property
    def value(self) -> ValueBoxes:
        return self._value("value", self.sheet.value)

    @cached_property
    def unit(self) -> Box:
        return self._box("unit", self.sheet.unit)

    @cached_property
    def about(self) -> Box:
        return self._box("about", self.sheet.about)

    @cached_property
    def rows(self) -> list[RowBoxes]:
        return [self._row(place, row) for place, row in enumerate(self.sheet.rows)]

    @property
    def left_over(self) -> Iterator[tuple[str, str]]:
        """What is wrong and belongs to no field that is shown: its path and the sentence."""
        shown = {"type", "unit", "about", "value", *(box.name for box in self.value.shown)}
        for row in self.rows:
            shown |= {f"variants.{row.place}", f"variants.{row.place}.when", row.value.name}
            shown |= {box.name for box in row.value.shown} | {cell.name for cell in row.cells}
        return ((name, text) for name, texts in self.errors.items() if name not in shown for text in texts)

    def _row(self, place: int, row: ValueRow) -> RowBoxes:
        name = f"variants.{place}"
        cells = [
            cell_of(f"{name}.when.{column.slug}", column, row.when.get(column.slug), self.errors) for column in self.columns
        ]
        errors = [*self.errors.get(name, ()), *self.errors.get(f"{name}.when", ())]
        return RowBoxes(place, cells, self._value(f"{name}.value", row.value), errors)

    def _value(self, name: str, value: Typed) -> ValueBoxes:
        tags = dict.fromkeys([*settings.CONTENT_LANGUAGES, *value.says])
        single = [self._box(name, value.single)]
        says = [self._box(f"{name}.{tag}", value.says.get(tag, ""), tag) for tag in tags]
        shown, kept = (says, single) if self.sheet.type == "text" else (single, says)
        return ValueBoxes(name, shown, [box for box in kept if box.value], self.errors.get(name, ()))

    def _box(self, name: str, value: str, language: str = "") -> Box:
        return Box(name, value, self.errors.get(name, ()), language)
