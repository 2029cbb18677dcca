"""One field of all parts of a corpus: what its terms are worth there, and which of them each example consists of."""

import threading
import weakref
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search.inverted import FieldArrays, Given

Numbers = NDArray[np.int64]
Weights = NDArray[np.float64]
Living = NDArray[np.bool_] | None  # None: all of them.
NOTHING: tuple[Numbers, Weights] = (np.empty(0, np.int64), np.empty(0))
# BM25. Weights are sums of 3 for each example, so 9 lets about three examples speak before more of the same add little.
SATURATION, LENGTH_MATTERS = 9.0, 0.75
# That a word stands in a card at all counts for itself, so that a card with all words comes before one that repeats a rare one
# (BM25+: Lv and Zhai 2011, "Lower-bounding term frequency normalization").
PRESENCE = 1.5
# Looking for one document in all postings takes a tenth of the time of asking of each whether its document lives.
FEW_GONE = 8


class Vocabulary:
    """Numbers for the terms of a field, the same for every part that was ever looked at. Only grows."""

    def __init__(self) -> None:
        self.numbers = Given()
        self._of: weakref.WeakKeyDictionary[FieldArrays, NDArray[np.int32]] = weakref.WeakKeyDictionary()
        self._counted: weakref.WeakKeyDictionary[FieldArrays, tuple[NDArray[np.bool_], Numbers]] = weakref.WeakKeyDictionary()
        self._lock = threading.Lock()

    def of(self, arrays: FieldArrays) -> NDArray[np.int32]:
        """The number of each of its terms."""
        with self._lock:
            if arrays not in self._of:
                self._of[arrays] = np.array(list(map(self.numbers.__getitem__, arrays.terms)), np.int32)
            return self._of[arrays]

    def counts(self, arrays: FieldArrays, alive: Living) -> Numbers:
        """In how many living documents each of its terms stands. From one snapshot to the next few documents go."""
        if alive is None or not len(arrays.numbers):  # Segments of any size share the field that they do not have.
            return arrays.counts
        with self._lock:
            were, counts = self._counted.get(arrays) or (np.ones_like(alive), arrays.counts)
            gone = np.flatnonzero(were & ~alive)
            is_later = len(gone) <= FEW_GONE and not (alive & ~were).any()
            counts = arrays.counts_less(counts, gone.tolist()) if is_later else arrays.counts_among(alive)
            self._counted[arrays] = alive, counts
            return counts


@dataclass(frozen=True, slots=True)
class Pieces:
    """The different terms of each example of some documents, one after the other.

    `terms` are numbers of a vocabulary of `size`; `of[i]` is the example of piece i, `starts[d]` the first one of document d.
    """

    terms: NDArray[np.int32]
    of: Numbers
    starts: Numbers
    examples: int
    size: int

    def having(self, terms: Sequence[int]) -> NDArray[np.bool_]:
        """A row for each example, a column for each of these different terms."""
        column = np.zeros(self.size, np.int32)
        column[terms] = np.arange(1, len(terms) + 1)
        found = column[self.terms]
        at = np.flatnonzero(found)
        table = np.zeros(self.examples * (len(terms) + 1), bool)
        table[self.of[at] * (len(terms) + 1) + found[at]] = True
        return table.reshape(self.examples, -1)[:, 1:]

    def sums(self, worth: Weights) -> Weights:
        """For each example, what its terms are worth together."""
        return np.bincount(self.of, worth[self.terms], self.examples)  # type: ignore[return-value]  # Weighed ones are floats.


class Field:
    """Documents have one number over all parts; `starts` are the first of each part."""

    def __init__(self, vocabulary: Vocabulary, parts: Sequence[tuple[FieldArrays, Living]], starts: Sequence[int]):
        self._arrays = [arrays for arrays, _alive in parts]
        self._numbers = [vocabulary.of(arrays) for arrays in self._arrays]
        self._alive, self._starts = [alive for _arrays, alive in parts], np.array(starts, np.int64)
        self._known = vocabulary.numbers
        self._frequency = np.zeros(len(vocabulary.numbers), np.int64)
        lengths = []
        for numbers, (arrays, alive) in zip(self._numbers, parts, strict=True):
            self._frequency[numbers] += vocabulary.counts(arrays, alive)
            lengths.append(arrays.lengths if alive is None else arrays.lengths * alive[: len(arrays.lengths)])
        self._lengths = lengths
        # Looked at one by one, a view gives its numbers several times faster than the array.
        self._counted = memoryview(self._frequency)  # type: ignore[arg-type]  # Arrays are buffers.

    def number(self, term: str) -> int:
        """-1 if no living document has it."""
        number = self._known.get(term, -1)
        return number if 0 <= number < len(self._counted) and self._counted[number] else -1

    def numbers(self, terms: Iterable[str]) -> list[int]:
        """Those of many at once."""
        counted, size = self._counted, len(self._counted)
        found = map(self._known.get, terms)
        return [-1 if number is None or number >= size or not counted[number] else number for number in found]

    def living_among(self, terms: Iterable[str]) -> set[str]:
        """Those that a living document has."""
        return {term for term in self._known.keys() & terms if self.number(term) >= 0}

    def rarity(self, number: int) -> float:
        """The inverse document frequency of BM25: high for a term of few documents, highest for an unknown one."""
        return float(self.rarities[number]) if number >= 0 else self.unknown

    @cached_property
    def rarities(self) -> Weights:
        return np.log(1 + (self._count - self._frequency + 0.5) / (self._frequency + 0.5))

    @cached_property
    def squares(self) -> Weights:
        return self.rarities**2

    @cached_property
    def letters(self) -> str:
        return "".join(sorted({letter for arrays in self._arrays for letter in arrays.alphabet}))

    @cached_property
    def living(self) -> Numbers:
        """The documents that have anything in this field, in order."""
        found = [np.flatnonzero(length) + start for length, start in zip(self._lengths, self._starts, strict=True)]
        return np.concatenate(found) if found else NOTHING[0]

    def impacts(self, term: str) -> tuple[Numbers, Weights]:
        """The living documents with this term, in order, and its score of BM25 in each."""
        rarity = self.rarity(self.number(term))
        found = []
        for place, arrays in enumerate(self._arrays):
            at = bisect_left(arrays.terms, term)
            if at < len(arrays.terms) and arrays.terms[at] == term:
                here = slice(arrays.starts[at], arrays.starts[at + 1])
                numbers, weights, alive = arrays.numbers[here], arrays.weights[here].astype(float), self._alive[place]
                if alive is not None:
                    is_alive = alive[numbers]
                    numbers, weights = numbers[is_alive], weights[is_alive]
                shares = self.saturated(weights, self._norms[place][numbers]) + PRESENCE
                found.append((numbers + self._starts[place], shares * rarity))
        if len(found) == 1:
            return found[0]
        return (np.concatenate([one for one, _ in found]), np.concatenate([other for _, other in found])) if found else NOTHING

    @staticmethod
    def saturated(weights: Weights, norms: Weights) -> Weights:
        """BM25's share of a term with these weights in documents with these norms, before it is made rarer or more common."""
        return weights * (SATURATION + 1) / (weights + norms)

    def norms(self, numbers: Numbers) -> Weights:
        """What BM25 makes of the length of these documents, whose numbers are in order."""
        parts = [self._norms[place][numbers[run] - self._starts[place]] for place, run in self._runs(numbers)]
        return np.concatenate(parts)

    def weights(self, numbers: Numbers, terms: Sequence[int]) -> Weights:
        """In how many examples of each of these documents, in order, each of these different terms stands: a row for each."""
        width = len(terms) + 1
        column = np.zeros(len(self._frequency), np.int32)
        column[terms] = np.arange(1, width)
        rows = []
        for place, run in self._runs(numbers):
            pieces, sizes = self._pieces(place, numbers[run] - self._starts[place])
            found = column[pieces]
            at = found.nonzero()[0]
            of = np.arange(0, len(sizes) * width, width).repeat(sizes)[at]
            rows.append(np.bincount(of + found[at], minlength=len(sizes) * width).reshape(-1, width)[:, 1:])
        return np.concatenate(rows).astype(float)

    def pieces(self, numbers: Numbers) -> Pieces:
        """Those of these documents, at least one, whose numbers are in order."""
        terms, sizes, counts = [], [], []
        for place, run in self._runs(numbers):
            arrays, local = self._arrays[place], numbers[run] - self._starts[place]
            first, last = arrays.of[local], arrays.of[local + 1]
            terms.append(self._pieces(place, local)[0])
            sizes += [arrays.sizes[start:end] for start, end in zip(first.tolist(), last.tolist(), strict=True)]
            counts.append(last - first)
        size, count = np.concatenate(sizes), np.concatenate(counts)
        of = np.arange(len(size)).repeat(size)
        return Pieces(np.concatenate(terms), of, count.cumsum() - count, len(size), len(self._frequency))

    def _pieces(self, place: int, local: Numbers) -> tuple[NDArray[np.int32], Numbers]:
        """The pieces of some documents of a part, by their numbers in the vocabulary, and how many each has."""
        arrays = self._arrays[place]
        first, last = arrays.spans[local], arrays.spans[local + 1]
        found = [arrays.pieces[start:end] for start, end in zip(first.tolist(), last.tolist(), strict=True)]
        return self._numbers[place][np.concatenate(found)], last - first

    def completions(self, prefix: str, limit: int) -> list[str]:
        found: set[str] = set()
        for arrays in self._arrays:
            start, known = bisect_left(arrays.terms, prefix), 0
            while known < limit and start < len(arrays.terms) and arrays.terms[start].startswith(prefix):
                if self.number(arrays.terms[start]) >= 0:
                    found.add(arrays.terms[start])
                    known += 1
                start += 1
        return sorted(found)[:limit]

    def _runs(self, numbers: Numbers) -> Iterable[tuple[int, slice]]:
        """The parts that these documents lie in, and from where to where they do."""
        bounds = [*np.searchsorted(numbers, self._starts).tolist(), len(numbers)]
        return ((place, slice(*bound)) for place, bound in enumerate(pairwise(bounds)) if bound[0] < bound[1])

    @cached_property
    def _count(self) -> int:
        return sum(int(np.count_nonzero(length)) for length in self._lengths)

    @cached_property
    def _norms(self) -> Sequence[Weights]:
        average = sum(int(length.sum()) for length in self._lengths) / self._count if self._count else 1.0
        return [SATURATION * (1 - LENGTH_MATTERS + LENGTH_MATTERS * length / average) for length in self._lengths]

    @cached_property
    def unknown(self) -> float:
        """The rarity of a term that no living document has."""
        return float(np.log(1 + (self._count + 0.5) / 0.5))
