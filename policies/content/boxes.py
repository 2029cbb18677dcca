"""Sets of contexts as boxes: per axis, which of its values are in. Exact answers to "is this box covered by those?".

A box is one integer. Each axis has a field of bits, one for each value, and a guard bit above it that is always 0; two
boxes meet where the conjunction leaves a bit in every field, which one addition finds: a field that is not zero carries
into its guard.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


class Stopped(Exception):
    """The question would take too long to answer exactly."""


@dataclass(slots=True)
class Budget:
    """How many boxes may be looked at."""

    left: int

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Stopped


class Space:
    """Axes with so many values each, in order."""

    def __init__(self, sizes: Sequence[int]):
        self.sizes = tuple(sizes)
        self.offsets = tuple(sum(size + 1 for size in sizes[:axis]) for axis in range(len(sizes)))
        self.fields = tuple(((1 << size) - 1) << offset for size, offset in zip(sizes, self.offsets, strict=True))
        self.guards = sum(1 << (offset + size) for size, offset in zip(sizes, self.offsets, strict=True))
        self.whole = sum(self.fields)

    def box(self, masks: Sequence[int | None]) -> int:
        """A box from the mask of each axis; None means all of its values."""
        parts = zip(masks, self.fields, self.offsets, strict=True)
        return sum(field if mask is None else mask << offset for mask, field, offset in parts)

    def is_empty(self, box: int) -> bool:
        return (box + self.whole) & self.guards != self.guards

    def corner(self, box: int) -> tuple[int, ...]:
        """The lowest value of each axis in a box that is not empty."""
        return tuple(_lowest((box & field) >> offset) for field, offset in zip(self.fields, self.offsets, strict=True))

    def lines(self, box: int, axis: int) -> Iterator[int]:
        """The box cut along one axis, a part for each of its values."""
        rest, field = box & ~self.fields[axis], box & self.fields[axis]
        while field:
            bit = field & -field
            yield rest | bit
            field ^= bit

    def witness(self, box: int, blockers: Sequence[int], budget: Budget) -> int | None:
        """A part of `box` that no blocker touches, or None if together they cover it.

        Raises Stopped when the budget is spent.
        """
        budget.spend()
        whole, guards = self.whole, self.guards
        touching = [blocker for blocker in blockers if ((blocker & box) + whole) & guards == guards]
        if not touching:
            return box
        # What covers most of the box leaves least to look at.
        touching.sort(key=lambda blocker: (box & ~blocker).bit_count())
        blocker, rest = touching[0], touching[1:]
        inside = box
        for field in self.fields:
            outside = inside & field & ~blocker
            if outside:
                found = self.witness((inside & ~field) | outside, rest, budget)
                if found is not None:
                    return found
                inside &= ~field | blocker
        return None


def _lowest(mask: int) -> int:
    return (mask & -mask).bit_length() - 1
