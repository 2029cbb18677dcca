"""Sets of contexts as boxes: per axis, which of its values are in. Exact answers to "is this box covered by those?".

A box is a tuple with one integer for each axis, whose bits are values. Many boxes lie side by side in `Boxes`; a set of them
is one integer, too. For every axis and value there is the set of boxes that hold it, so that which of two hundred boxes meet
a part of the space, and which of them hold all of it, takes a handful of operations and not a look at each.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import and_, or_

CANDIDATES = 24  # Blockers to cut along; more of them find better cuts, and take longer.
STEPS = 50  # What looking at a part costs besides, compared with one blocker or one value.
REMEMBERED = 10_000  # Sets of values on one axis; a table may live as long as its process.
Box = tuple[int, ...]


class Stopped(Exception):
    """The question would take too long to answer exactly."""


@dataclass(slots=True)
class Budget:
    """How many steps may be taken. A step is about the same work on every table; a million takes some 0.9 seconds."""

    left: int

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise Stopped


def bits(members: int) -> Iterator[int]:
    """The numbers in a set, the lowest first."""
    while members:
        low = members & -members
        yield low.bit_length() - 1
        members ^= low


def lowest(members: int) -> int:
    return (members & -members).bit_length() - 1


def meet(one: Box, other: Box) -> Box:
    return tuple(map(and_, one, other))


class Boxes:
    """Boxes in a space with so many values on each axis, numbered as they are added."""

    def __init__(self, sizes: Sequence[int], boxes: Sequence[Box] = ()):
        self.whole: Box = tuple((1 << size) - 1 for size in sizes)
        self.boxes: list[Box] = []
        self._holding = [[0] * size for size in sizes]  # Without the boxes that hold the whole axis:
        self._everywhere = [0] * len(sizes)
        self._known: list[dict[int, tuple[int, int]]] = []
        self._looked = 0
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> int:
        """Its number."""
        number = len(self.boxes)
        self.boxes.append(box)
        for axis, mask in enumerate(box):
            if mask == self.whole[axis]:
                self._everywhere[axis] |= 1 << number
                continue
            holding = self._holding[axis]
            for value in bits(mask):
                holding[value] |= 1 << number
        self._known = [{} for _ in self.whole]
        return number

    def meeting(self, box: Box) -> int:
        """The boxes that share a context with this one."""
        return reduce(and_, (self._of(axis, mask)[0] for axis, mask in enumerate(box)), (1 << len(self.boxes)) - 1)

    def widened(self, part: Box, within: Box, blockers: int) -> Box:
        """A part that no blocker meets, on each axis as wide as `within` where it still meets none."""
        wide, before, after = list(part), blockers, [blockers]
        for axis in range(len(part) - 1, 0, -1):
            after.append(after[-1] & self._of(axis, part[axis])[0])
        for axis, rest in zip(range(len(part)), reversed(after), strict=False):
            if not before & rest & self._of(axis, within[axis])[0]:
                wide[axis] = within[axis]
            before &= self._of(axis, wide[axis])[0]
        return tuple(wide)

    def free(self, box: Box, blockers: int, budget: Budget) -> Box | None:
        """A part of `box` that no blocker meets, or None if together they cover it. Raises Stopped when the budget is spent."""
        stack = [(box, blockers)]
        while stack:
            budget.spend(STEPS + stack[-1][1].bit_count() + self._looked)
            self._looked = 0
            left = self._narrowed(*stack.pop())
            if left is None:
                continue
            part, blockers, everys, least = left
            found = self._guessed(part, blockers, everys)
            if found is not None:
                return found
            stack += self._halves(part, blockers, least)
        return None

    def _guessed(self, part: Box, blockers: int, everys: Sequence[int]) -> Box | None:
        """On one axis after the other values that many of the remaining blockers do not hold. Often that is enough."""
        masks, axes = list(part), set(range(len(part)))
        while blockers:
            axis, most = -1, 0
            for one in axes:
                count = (blockers & ~everys[one]).bit_count()
                if count > most:
                    axis, most = one, count
            if axis < 0:
                return None
            axes.remove(axis)
            mask, avoidable = masks[axis], blockers & ~everys[axis]
            while avoidable:
                first = avoidable & -avoidable
                avoidable ^= first
                outside = mask & ~self.boxes[first.bit_length() - 1][axis]
                if outside:
                    mask = outside
                    blockers ^= first
            masks[axis] = mask
        return tuple(masks)

    def _narrowed(self, part: Box, blockers: int) -> tuple[Box, int, list[int], int] | None:
        """The part without what one blocker alone rules out on one axis, and the blockers that still meet it.

        Then, for each axis, the boxes that hold all of it; and those of the blockers that leave free the fewest axes. None
        when nothing is left.
        """
        masks = list(part)
        changed: Iterable[int] = range(len(masks))
        everys = [0] * len(masks)
        while True:
            for axis in changed:
                some, everys[axis] = self._of(axis, masks[axis])
                blockers &= some
            if not blockers:
                return tuple(masks), 0, everys, 0
            one = two = three = 0
            for every in everys:
                left = blockers & ~every
                three |= two & left
                two |= one & left
                one |= left
            if one != blockers:
                return None
            alone = one & ~two
            if not alone:
                return tuple(masks), blockers, everys, two & ~three or blockers
            touched = set()
            for axis, every in enumerate(everys):
                for number in bits(alone & ~every):
                    masks[axis] &= ~self.boxes[number][axis]
                    touched.add(axis)
                if not masks[axis]:
                    return None
            changed = touched

    def _halves(self, part: Box, blockers: int, least: int) -> list[tuple[Box, int]]:
        """The part cut in two along an axis, where fewest blockers lie on both sides."""
        cuts = dict.fromkeys(
            (axis, mask & self.boxes[number][axis])
            for number in islice(bits(least), CANDIDATES)
            for axis, mask in enumerate(part)
            if mask & ~self.boxes[number][axis]
        )
        self._looked += len(cuts)
        best = (float("inf"), float("inf"))
        cut = (0, 0, 0, 0, 0)
        for axis, inside in cuts:
            outside = part[axis] & ~inside
            left, right = blockers & self._of(axis, inside)[0], blockers & self._of(axis, outside)[0]
            one, two = left.bit_count(), right.bit_count()
            score = (one + two, abs(one - two))
            if score < best:
                best, cut = score, (axis, inside, outside, left, right)
        axis, inside, outside, left, right = cut
        halves = [((*part[:axis], inside, *part[axis + 1 :]), left), ((*part[:axis], outside, *part[axis + 1 :]), right)]
        return sorted(halves, key=lambda half: -half[1].bit_count())

    def _of(self, axis: int, mask: int) -> tuple[int, int]:
        """The boxes that hold some of these values of the axis, and those that hold all of them."""
        known = self._known[axis].get(mask)
        if known is None:
            sets = [self._holding[axis][value] for value in bits(mask)]
            self._looked += len(sets)
            if len(self._known[axis]) >= REMEMBERED:
                self._known[axis].clear()
            everywhere = self._everywhere[axis] if mask else 0
            known = self._known[axis][mask] = reduce(or_, sets, everywhere), reduce(and_, sets, -1) | everywhere
        return known
