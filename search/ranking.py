"""The order of what was found: those with the best words first, compared by their letters too."""

from collections.abc import Callable, Iterable, Sequence
from typing import overload

import numpy as np

from search.corpus import MAX_FOUND, LookedUp
from search.field import Numbers, Weights
from search.spoken import Spoken, best

# Most who ask read the first few: the best of these by their words are compared by letters, too, the others put in order.
AT_FIRST, MOST_COMPARED = 64, 24
DIGITS = 9


class Ranking(Sequence[tuple[int, float]]):
    """Numbers with their scores, best first, at most `MAX_FOUND`.

    Those compared by letters stand before all others, whose words are less. What comes after the first few is put in order, and
    equals in the order of their keys, when they are read.
    """

    def __init__(self, spoken: Spoken, wanted: LookedUp, key: Callable[[int], str]):
        self._spoken, self._key = spoken, key
        self._scores, found = spoken.scores(wanted)
        self._pairs: list[tuple[int, float]] = []
        self._runs: list[tuple[int, int]] = []
        self._size: int | None = None
        first = best(self._scores, found, AT_FIRST)
        scores = self._scores[first]
        self._least = float(scores.min()) if len(first) else 0.0
        is_compared = np.ones(len(first), bool)
        if len(first) > MOST_COMPARED:
            is_compared = scores >= np.partition(scores, -MOST_COMPARED)[-MOST_COMPARED]
        compared, others = first[is_compared], first[~is_compared]
        alone = set(wanted.letters_alone)
        beside = {gram: factor for gram, factor in wanted.letters.items() if gram not in alone}
        with_letters = scores[is_compared] + spoken.letter_scores(compared, beside)
        self._extend((compared, with_letters), (others, scores[~is_compared]))

    def __len__(self) -> int:
        if self._size is None:
            self._size = min(int(np.count_nonzero(self._scores > 0)), MAX_FOUND)
        return self._size

    @overload
    def __getitem__(self, place: int) -> tuple[int, float]: ...

    @overload
    def __getitem__(self, place: slice) -> list[tuple[int, float]]: ...

    def __getitem__(self, place: int | slice) -> tuple[int, float] | list[tuple[int, float]]:
        if isinstance(place, slice):
            self._order(place.indices(len(self))[1])
            return self._pairs[: len(self)][place]
        self._order(range(len(self))[place] + 1)
        return self._pairs[place]

    def _order(self, end: int) -> None:
        if end > len(self._pairs):
            rest = np.flatnonzero((self._scores > 0) & (self._scores < self._least))
            self._extend((rest, self._scores[rest]))
        while self._runs and self._runs[0][0] < end:
            first, last = self._runs.pop(0)
            self._pairs[first:last] = sorted(self._pairs[first:last], key=lambda pair: self._key(pair[0]))

    def _extend(self, *groups: tuple[Numbers, Weights]) -> None:
        """Each group in its order, all of it after what is there."""
        start = len(self._pairs)
        slots, scores = (np.concatenate(part) for part in zip(*map(_ordered, groups), strict=True))
        self._pairs += zip(self._spoken.documents[slots].tolist(), scores.tolist(), strict=True)
        self._runs += ((start + first, start + last) for first, last in _runs(scores))


def _ordered(group: tuple[Numbers, Weights]) -> tuple[Numbers, Weights]:
    """The best that may be shown, best first."""
    slots, scores = group
    if len(slots) > MAX_FOUND:
        kept = scores >= np.partition(scores, -MAX_FOUND)[-MAX_FOUND]
        slots, scores = slots[kept], scores[kept]
    scores = scores.round(DIGITS)
    order = (-scores).argsort(kind="stable")
    return slots[order], scores[order]


def _runs(scores: Weights) -> Iterable[tuple[int, int]]:
    """From where to where the same score repeats."""
    same = np.flatnonzero(scores[1:] == scores[:-1])
    if not len(same):
        return
    breaks = np.flatnonzero(np.diff(same) > 1)
    for first, last in zip(same[np.r_[0, breaks + 1]], same[np.r_[breaks, len(same) - 1]], strict=True):
        yield int(first), int(last) + 2
