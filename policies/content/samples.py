"""Cutting a dimension into classes: one sample value for all values that every condition treats alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor

from policies.content.conditions import FIRST_DAY, LAST_DAY, Choice, Condition, Flag, Period, Range, Value

Signature = tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Domain:
    """The values a dimension can take: the options of a choice, or the limits of a number (both ends included)."""

    options: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    is_whole: bool = True


class Classes:
    """The classes of one dimension, in natural order, each with a sample; found again by what the conditions say of a value."""

    def __init__(self, conditions: Sequence[Condition], domain: Domain):
        self.conditions = tuple(dict.fromkeys(conditions))
        self.places = {condition: place for place, condition in enumerate(self.conditions)}
        self.samples: dict[Signature, Value] = {}
        for value in _samples(self.conditions, domain):
            self.samples.setdefault(self._signature(value), value)
        self.positions = {signature: position for position, signature in enumerate(self.samples)}
        self.values = tuple(self.samples.values())

    def mask(self, condition: Condition) -> int:
        """The classes that one of the conditions accepts, as bits."""
        place = self.places[condition]
        return sum(1 << position for signature, position in self.positions.items() if signature[place])

    def position(self, value: Value) -> int | None:
        """The class of a value, or None for one outside the domain."""
        return self.positions.get(self._signature(value))

    def _signature(self, value: Value) -> Signature:
        return tuple(condition.accepts(value) for condition in self.conditions)


def _samples(conditions: Sequence[Condition], domain: Domain) -> tuple[Value, ...]:
    """One value for each class that the conditions tell apart, in natural order, all inside the domain."""
    first = conditions[0]
    if isinstance(first, Choice):
        named = [value for condition in conditions if isinstance(condition, Choice) for value in condition.values]
        return tuple(dict.fromkeys([*domain.options, *named]))
    if isinstance(first, Flag):
        return (True, False)
    if isinstance(first, Range):
        return _number_samples([c for c in conditions if isinstance(c, Range)], domain)
    periods = [condition for condition in conditions if isinstance(condition, Period)]
    bounds = [bound for period in periods for bound in (period.first, period.last) if bound is not None]
    near = {bound + timedelta(days=step) for bound in bounds for step in (-1, 0, 1)}
    return tuple(sorted({FIRST_DAY, LAST_DAY} | near))


def _number_samples(ranges: Sequence[Range], domain: Domain) -> tuple[Value, ...]:
    """The bounds themselves, a point between any two, and one beyond each end, as far as the domain reaches."""
    bounds = {Decimal(bound) for item in ranges for bound in (item.minimum, item.maximum) if bound is not None}
    ends = {bound for bound in (domain.minimum, domain.maximum) if bound is not None}
    if domain.is_whole:
        edges = {edge for point in bounds | ends for edge in (floor(point), ceil(point))}
        points = {Decimal(edge + step) for edge in edges for step in (-1, 0, 1)}
    else:
        known = sorted(bounds | ends)
        points = {*known, *((low + high) / 2 for low, high in pairwise(known)), known[0] - 1, known[-1] + 1}
    lowest = min(points) if domain.minimum is None else domain.minimum
    highest = max(points) if domain.maximum is None else domain.maximum
    return tuple(sorted(point for point in points if lowest <= point <= highest))
