"""The decision table of a card: which rule decides, and what must be asked while inputs are missing.

Every question about a table is answered on *boxes*. Each dimension is cut into a few sample values, one for every class
of values that the conditions treat alike; a rule is then a box (per dimension, the set of samples it accepts, as bits), and what
is known of an order is a box too. "Can this rule still win?" becomes "is this box covered by the boxes before it?": exact.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor

from policies.content.conditions import FIRST_DAY, LAST_DAY, Choice, Condition, Flag, Period, Range, Value

Context = Mapping[str, Value]
Box = dict[str, int]


@dataclass(frozen=True, slots=True)
class Domain:
    """The values a dimension can take: the options of a choice, or the limits of a number (both ends included)."""

    options: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class TableRule:
    """A row as the engine needs it: its key and its conditions, every bound already a value and not a fact."""

    key: str
    when: Mapping[str, Condition]


@dataclass(frozen=True, slots=True)
class Decision:
    """`rule` decides; or `needs` lists the dimensions to ask for, most useful first; or, with neither, no rule covers it."""

    rule: str | None
    needs: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()


NOT_COVERED = object()


class Table:
    """An ordered list of rules over dimensions with known domains."""

    def __init__(self, rules: Sequence[TableRule], domains: Mapping[str, Domain]):
        self.rules = tuple(rules)
        names = sorted({name for rule in rules for name in rule.when})  # PostgreSQL does not keep the order of JSON keys.
        self.samples = {
            name: _samples([rule.when[name] for rule in rules if name in rule.when], domains.get(name, Domain()))
            for name in names
        }
        self.whole: Box = {name: (1 << len(values)) - 1 for name, values in self.samples.items()}
        self.boxes: list[Box] = [
            {name: _mask(condition, self.samples[name]) for name, condition in rule.when.items()} for rule in rules
        ]

    def match(self, context: Context) -> str | None:
        """The first rule whose conditions all hold, every input being known."""
        for rule in self.rules:
            if all(name in context and condition.accepts(context[name]) for name, condition in rule.when.items()):
                return rule.key
        return None

    def decide(self, context: Context, says: Callable[[str], Hashable]) -> Decision:
        """Decide with what is known.

        `says` gives for a rule's key what a customer would be told; rules that say the same need not be told apart. When all
        that can still win say the same, the first of them decides although inputs are missing.
        """
        known = self.box_of(context)
        possible = self._possible(known)
        results = {says(key) if key is not None else NOT_COVERED for key in possible}
        keys = tuple(key for key in possible if key is not None)
        if results == {NOT_COVERED}:
            return Decision(rule=None)
        if len(results) == 1:
            return Decision(rule=keys[0], possible=keys)
        return Decision(rule=None, needs=self._most_useful_first(known, context, keys, says), possible=keys)

    def box_of(self, context: Context) -> Box:
        """What is known as a box: one class for a known dimension, all of them for an unknown one."""
        box = dict(self.whole)
        for name, value in context.items():
            if name in box:
                box[name] = self._class_of(name, value)
        return box

    def witness(self, box: Box, blockers: Sequence[Box]) -> Box | None:
        """A part of `box` that none of `blockers` touches, or None if they cover it."""
        touching = [blocker for blocker in blockers if _meet(box, blocker)]
        if not touching:
            return box
        blocker, rest = touching[0], touching[1:]
        inside = dict(box)
        for name, mask in blocker.items():
            outside = inside[name] & ~mask
            if outside:
                found = self.witness({**inside, name: outside}, rest)
                if found is not None:
                    return found
                inside[name] &= mask
        return None

    def example(self, box: Box) -> dict[str, Value]:
        """One concrete context inside `box`."""
        return {name: values[_lowest(box[name])] for name, values in self.samples.items()}

    def _possible(self, known: Box) -> list[str | None]:
        """Keys of the rules that can still win, in order; None stands for "no rule at all"."""
        possible: list[str | None] = []
        for position, rule in enumerate(self.rules):
            inside = _cut(known, self.boxes[position])
            if inside is not None and self.witness(inside, self.boxes[:position]) is not None:
                possible.append(rule.key)
        if self.witness(known, self.boxes) is not None:
            possible.append(None)
        return possible

    def _most_useful_first(
        self, known: Box, context: Context, possible: Sequence[str], says: Callable[[str], Hashable]
    ) -> tuple[str, ...]:
        """Unknown dimensions that matter, the one that leaves the fewest different results on average first."""
        asked = [
            name
            for name in self.samples
            if name not in context and any(name in rule.when for rule in self.rules if rule.key in possible)
        ]
        left = {
            name: sum(self._results(part, says) for part in _singles(known, name)) / known[name].bit_count() for name in asked
        }
        return tuple(sorted(asked, key=lambda name: (left[name], name)))

    def _results(self, known: Box, says: Callable[[str], Hashable]) -> int:
        return len({says(key) if key is not None else NOT_COVERED for key in self._possible(known)})

    def _class_of(self, name: str, value: Value) -> int:
        """The sample that every condition on `name` treats as it treats `value`, as a one-bit mask."""
        conditions = [rule.when[name] for rule in self.rules if name in rule.when]
        wanted = [condition.accepts(value) for condition in conditions]
        for position, sample in enumerate(self.samples[name]):
            if [condition.accepts(sample) for condition in conditions] == wanted:
                return 1 << position
        raise ValueError(f"{name}: {value!r} is outside its domain")


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


def _mask(condition: Condition, samples: Sequence[Value]) -> int:
    return sum(1 << position for position, sample in enumerate(samples) if condition.accepts(sample))


def _meet(box: Box, other: Box) -> bool:
    return all(box[name] & mask for name, mask in other.items())


def _cut(box: Box, other: Box) -> Box | None:
    """The part of `box` inside `other`, or None if there is none."""
    if not _meet(box, other):
        return None
    return {name: mask & other.get(name, mask) for name, mask in box.items()}


def _singles(box: Box, name: str) -> Iterator[Box]:
    mask = box[name]
    while mask:
        bit = mask & -mask
        yield {**box, name: bit}
        mask ^= bit


def _lowest(mask: int) -> int:
    return (mask & -mask).bit_length() - 1
