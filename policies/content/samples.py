"""Cutting a dimension into classes: one sample value for all values that every condition treats alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import accumulate, pairwise
from math import ceil, floor
from operator import xor

from policies.content.conditions import FIRST_DAY, LAST_DAY, Choice, Condition, Flag, Period, Range, Value


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
        samples = _samples(self.conditions, domain)
        self.samples: dict[int, Value] = {}
        for value, signature in zip(samples, self._signatures(samples), strict=True):
            self.samples.setdefault(signature, value)
        self.positions = {signature: position for position, signature in enumerate(self.samples)}
        self.values = tuple(self.samples.values())

    def mask(self, condition: Condition) -> int:
        """The classes that one of the conditions accepts, as bits."""
        bit = 1 << self.places[condition]
        return sum(1 << position for signature, position in self.positions.items() if signature & bit)

    def position(self, value: Value) -> int | None:
        """The class of a value, or None for one outside the domain."""
        return self.positions.get(self._signature(value))

    def _signature(self, value: Value) -> int:
        """The conditions that accept the value, as bits."""
        return sum(1 << place for place, condition in enumerate(self.conditions) if condition.accepts(value))

    def _signatures(self, values: Sequence[Value]) -> list[int]:
        """Those of values in natural order: of ranges only their ends are looked at, of which there are hundreds at times."""
        spans = [condition.span(values) for condition in self.conditions if isinstance(condition, Range | Period)]
        if len(spans) < len(self.conditions):
            return [self._signature(value) for value in values]
        turns = [0] * (len(values) + 1)
        for place, (start, end) in enumerate(spans):
            if start < end:
                turns[start] ^= 1 << place
                turns[end] ^= 1 << place
        return list(accumulate(turns[:-1], xor))


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
