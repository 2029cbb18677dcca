"""The cells of the decision table as inputs: boxes to tick, ends of a range, yes or no, days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from policies.models import Dimension


@dataclass(frozen=True, slots=True)
class Column:
    """A dimension, named in the reader's language. One that nobody knows has its own slug for a name, and no kind."""

    slug: str
    name: str
    kind: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Choosable:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What one rule asks of one dimension. `shape` is choice, flag, number or date; `was` the chosen options in their order.

    `words` says what is asked, and is empty where nothing is.
    """

    name: str
    column: Column
    shape: str
    options: Sequence[Choosable] = ()
    was: str = ""
    flag: str = ""
    low: str = ""
    high: str = ""
    errors: Sequence[str] = ()

    @property
    def words(self) -> str:
        return ", ".join(option.label for option in self.options if option.is_chosen)

    @property
    def input_kind(self) -> str:
        """Numbers may be facts, so they are typed as text."""
        return "date" if self.shape == "date" else "text"

    @property
    def low_name(self) -> str:
        return f"{self.name}.{'from' if self.shape == 'date' else 'min'}"

    @property
    def high_name(self) -> str:
        return f"{self.name}.{'until' if self.shape == 'date' else 'max'}"


def columns_of(wanted: Sequence[str], dimensions: Mapping[str, Dimension], language: str) -> list[Column]:
    """In the order of the dimensions; those that do not exist after them."""
    known = [slug for slug in dimensions if slug in wanted]
    return [
        *(_column(dimensions[slug], language) for slug in known),
        *(Column(slug, slug) for slug in wanted if slug not in dimensions),
    ]


def more_columns(shown: Sequence[str], dimensions: Mapping[str, Dimension], language: str) -> list[tuple[str, str]]:
    """Dimensions that could be asked for besides: slugs and names."""
    return [(slug, dimension.name(language)) for slug, dimension in dimensions.items() if slug not in shown]


def cell_of(name: str, column: Column, form: Any, errors: Mapping[str, Sequence[str]]) -> Cell:
    """`form` as in a content, or whatever stands in its place; None where nothing is asked."""
    shape = _shape(form) or column.kind or "choice"
    wrong = errors.get(name, ())
    match shape:
        case "choice":
            chosen = [str(value) for value in form] if isinstance(form, list) else []
            offered = [
                *column.options,
                *((value, value) for value in dict.fromkeys(chosen) if value not in dict(column.options)),
            ]
            options = [Choosable(value, label, value in chosen) for value, label in offered]
            return Cell(name, column, shape, options, was=",".join(chosen), errors=wrong)
        case "flag":
            return Cell(name, column, shape, flag=str(form).lower() if form is not None else "", errors=wrong)
    low, high = ("from", "until") if shape == "date" else ("min", "max")
    ends = form if isinstance(form, Mapping) else {}
    return Cell(name, column, shape, low=_typed(ends.get(low)), high=_typed(ends.get(high)), errors=wrong)


def _shape(form: Any) -> str:
    if isinstance(form, list):
        return "choice"
    if isinstance(form, Mapping) and form:
        return "date" if {"from", "until"} & set(form) else "number"
    return "" if form in (None, {}) else "flag"


def _typed(value: Any) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _column(dimension: Dimension, language: str) -> Column:
    options = tuple((value, dimension.label(value, language)) for value in dimension.domain.options)
    return Column(dimension.slug, dimension.name(language), dimension.kind, options)
