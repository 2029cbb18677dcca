"""What a rule may ask of one dimension, and the form it has in a version's content.

`[a, b]` is a choice, `true` or `false` a flag, `{min, max}` a number range whose bounds may be facts, `{from, until}` days;
both ends always belong to the range.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from policies.content.problems import ContentError
from policies.content.text import FACT_KEY, SLUG

Value = str | Decimal | bool | date
Bound = Decimal | str  # A string is the key of a fact whose number is meant.
OPTION = re.compile(SLUG)
LARGEST, DECIMALS = Decimal(10) ** 10, 4
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True, slots=True)
class Choice:
    values: tuple[str, ...]

    def accepts(self, value: Value) -> bool:
        return value in self.values


@dataclass(frozen=True, slots=True)
class Flag:
    value: bool

    def accepts(self, value: Value) -> bool:
        return value is self.value


@dataclass(frozen=True, slots=True)
class Range:
    minimum: Bound | None = None
    maximum: Bound | None = None

    def accepts(self, value: Value) -> bool:
        """Needs bounds that are numbers: see `with_facts`."""
        if not isinstance(value, Decimal):
            return False
        if self.minimum is not None and value < Decimal(self.minimum):
            return False
        return self.maximum is None or value <= Decimal(self.maximum)

    def span(self, values: Sequence[Any]) -> tuple[int, int]:
        """Of numbers in order, where those that it accepts begin and end, as a slice does."""
        start = 0 if self.minimum is None else bisect_left(values, Decimal(self.minimum))
        return start, len(values) if self.maximum is None else bisect_right(values, Decimal(self.maximum))

    @property
    def facts(self) -> frozenset[str]:
        return frozenset(bound for bound in (self.minimum, self.maximum) if isinstance(bound, str))

    def with_facts(self, numbers: Mapping[str, Decimal]) -> "Range":
        """The same range with every fact replaced by its number. Raises KeyError for a fact not given."""

        def number(bound: Bound | None) -> Decimal | None:
            return numbers[bound] if isinstance(bound, str) else bound

        return Range(number(self.minimum), number(self.maximum))


@dataclass(frozen=True, slots=True)
class Period:
    first: date | None = None
    last: date | None = None

    def accepts(self, value: Value) -> bool:
        if not isinstance(value, date):
            return False
        return (self.first is None or self.first <= value) and (self.last is None or value <= self.last)

    def span(self, values: Sequence[Any]) -> tuple[int, int]:
        """Of days in order, where those that it accepts begin and end, as a slice does."""
        start = 0 if self.first is None else bisect_left(values, self.first)
        return start, len(values) if self.last is None else bisect_right(values, self.last)


Condition = Choice | Flag | Range | Period


def condition_from(form: Any) -> Condition:
    """Read the form a condition has in a file or in stored content. Raises ContentError naming what is wrong."""
    if isinstance(form, bool):
        return Flag(form)
    if isinstance(form, list) and form and all(isinstance(item, str) and OPTION.fullmatch(item) for item in form):
        return Choice(tuple(form))
    given = {name for name, bound in form.items() if bound is not None} if isinstance(form, Mapping) else set()
    if given and set(form) <= {"min", "max"}:
        return Range(_bound(form.get("min"), "min"), _bound(form.get("max"), "max"))
    if given and set(form) <= {"from", "until"}:
        return Period(_day(form.get("from"), "from"), _day(form.get("until"), "until"))
    raise ContentError.one("", "condition", "Write a list of options, true or false, {min, max} or {from, until}.")


def condition_form(condition: Condition) -> Any:
    """The inverse of `condition_from`, made of JSON values only."""
    match condition:
        case Choice(values):
            return list(values)
        case Flag(value):
            return value
        case Range(minimum, maximum):
            return {key: _plain(bound) for key, bound in (("min", minimum), ("max", maximum)) if bound is not None}
        case Period(first, last):
            return {key: day.isoformat() for key, day in (("from", first), ("until", last)) if day is not None}


def _bound(form: Any, name: str) -> Bound | None:
    if form is None or (isinstance(form, str) and re.fullmatch(FACT_KEY, form)):
        return form
    if isinstance(form, int | float | Decimal) and not isinstance(form, bool):
        number = Decimal(str(form))
        if number.is_finite() and abs(number) <= LARGEST and number == round(number, DECIMALS):
            return number
    raise ContentError.one(name, "number", f"A bound is a number of at most {DECIMALS} decimals, or the key of a fact.")


def _day(form: Any, name: str) -> date | None:
    if form is None:
        return None
    try:
        day = form if isinstance(form, date) and not isinstance(form, datetime) else date.fromisoformat(form)
    except (TypeError, ValueError):
        day = date.min
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ContentError.one(name, "date", f"A bound is a day such as 2026-12-31, from {FIRST_DAY} to {LAST_DAY}.")
    return day


def _plain(bound: Bound) -> int | float | str:
    if isinstance(bound, str):
        return bound
    return int(bound) if bound == bound.to_integral_value() else float(bound)
