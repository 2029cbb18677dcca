"""The decision table of a card: which rule decides, and what must be asked while inputs are missing.

Every question about a table is answered on *boxes*. Each dimension is cut into classes of values that the conditions
treat alike; a rule is then a box, and what is known of an order is a box too. "Can this rule still win?" becomes "is this
box covered by the boxes before it?", which `boxes` answers exactly.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from policies.content.boxes import Box, Boxes, Budget, Stopped, bits, lowest, meet
from policies.content.conditions import Condition, Value
from policies.content.samples import Classes, Domain

Context = Mapping[str, Value]
EFFORT = 500_000  # Steps that one question may take; real tables need a few thousand.


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
        self.names = sorted({name for rule in rules for name in rule.when})  # PostgreSQL does not keep the order of JSON keys.
        self.classes = {
            name: Classes([rule.when[name] for rule in rules if name in rule.when], domains.get(name, Domain()))
            for name in self.names
        }
        self.values = [self.classes[name].values for name in self.names]
        self.boxes = Boxes([len(values) for values in self.values])
        for rule in self.rules:
            self.boxes.add(self._box_of_rule(rule))
        self.anything = self.boxes.add(self.boxes.whole)

    def match(self, context: Context) -> str | None:
        """The first rule whose conditions all hold, every input being known."""
        for rule in self.rules:
            if all(name in context and condition.accepts(context[name]) for name, condition in rule.when.items()):
                return rule.key
        return None

    def decide(self, context: Context, says: Callable[[str], Hashable]) -> Decision:
        """Decide with what is known.

        `says` gives for a rule's key what a customer would be told; rules that say the same need not be told apart. When all
        that can still win say the same, the first of them decides although inputs are missing. Of a table that nobody could
        oversee everything unknown is asked for.
        """
        known, budget = self.box_of(context), Budget(EFFORT)
        try:
            possible = self._possible(known, budget)
        except Stopped:  # Never with every input known: then a box has one value on each axis.
            return Decision(rule=None, needs=tuple(name for name in self.names if name not in context))
        keys = tuple(key for key in possible if key is not None)
        if not keys:
            return Decision(rule=None)
        if len(_results(possible, says)) == 1:
            return Decision(rule=keys[0], possible=keys)
        return Decision(rule=None, needs=self._most_useful_first(known, context, keys, says, budget), possible=keys)

    def box_of(self, context: Context) -> Box:
        """What is known as a box: one class for a known dimension, all of them for an unknown one."""
        return tuple(
            self._class_mask(name, context[name]) if name in context else every
            for name, every in zip(self.names, self.boxes.whole, strict=True)
        )

    def example(self, box: Box) -> dict[str, Value]:
        """One concrete context inside a box that is not empty."""
        return {name: values[lowest(mask)] for name, values, mask in zip(self.names, self.values, box, strict=True)}

    def restrictions(self, box: Box) -> dict[str, Value]:
        """One concrete context inside a box, without the dimensions on which the box has every value."""
        axes = zip(self.names, self.values, box, self.boxes.whole, strict=True)
        return {name: values[lowest(mask)] for name, values, mask, every in axes if mask != every}

    def _possible(self, known: Box, budget: Budget) -> list[str | None]:
        """Keys of the rules that can still win, in order; None stands for "no rule at all"."""
        keys = [*(rule.key for rule in self.rules), None]
        return [
            keys[position] for position in bits(self.boxes.meeting(known)) if self.won_by(position, known, budget) is not None
        ]

    def won_by(self, position: int, where: Box, budget: Budget) -> Box | None:
        """A part of a box in which the rule at this position decides, after the last position: in which none does."""
        box = meet(where, self.boxes.boxes[position])
        return self.boxes.free(box, (1 << position) - 1, budget) if all(box) else None

    def _most_useful_first(
        self, known: Box, context: Context, possible: Sequence[str], says: Callable[[str], Hashable], budget: Budget
    ) -> tuple[str, ...]:
        """Unknown dimensions that matter, the one that leaves the fewest different results on average first."""
        wanted = sorted({name for rule in self.rules if rule.key in possible for name in rule.when if name not in context})
        try:
            left = {name: self._results_left(known, self.names.index(name), says, budget) for name in wanted}
        except Stopped:  # All of them are asked for; only their order suffers.
            return tuple(wanted)
        return tuple(sorted(wanted, key=lambda name: (left[name], name)))

    def _results_left(self, known: Box, axis: int, says: Callable[[str], Hashable], budget: Budget) -> float:
        lines = [(*known[:axis], 1 << value, *known[axis + 1 :]) for value in bits(known[axis])]
        return sum(len(_results(self._possible(line, budget), says)) for line in lines) / len(lines)

    def _box_of_rule(self, rule: TableRule) -> Box:
        return tuple(
            self.classes[name].mask(rule.when[name]) if name in rule.when else every
            for name, every in zip(self.names, self.boxes.whole, strict=True)
        )

    def _class_mask(self, name: str, value: Value) -> int:
        position = self.classes[name].position(value)
        if position is None:
            raise ValueError(f"{name}: {value!r} is outside its domain")
        return 1 << position


def _results(possible: Sequence[str | None], says: Callable[[str], Hashable]) -> set[Hashable]:
    return {says(key) if key is not None else NOT_COVERED for key in possible}
