"""Ranking documents whose terms lie in flat arrays: all postings of a term are read, weighed and added up at once."""

import threading
import weakref
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import NDArray

from search.corpus import MAX_FOUND, Alike, Corpus, LookedUp
from search.inverted import FieldArrays, Given, Inverted
from search.likeness import Likeness
from search.schema import KEY

Numbers = NDArray[np.int64]
Weights = NDArray[np.float64]
Living = NDArray[np.bool_] | None  # None: all of them.
NOTHING: tuple[Numbers, Weights] = (np.empty(0, np.int64), np.empty(0))
# BM25. Weights are sums of 3 for each example, so 9 lets about three examples speak before more of the same add little.
SATURATION, LENGTH_MATTERS = 9.0, 0.75
# So many of those with the best words are compared by letters, too.
MOST_COMPARED = 128
MOST_REMEMBERED = 4_000_000  # Documents of all remembered terms together: 64 MB.
DIGITS = 9


class Vocabulary:
    """Numbers for the terms of a field, the same for every part that was ever looked at. Only grows."""

    def __init__(self) -> None:
        self.numbers = Given()
        self._of: weakref.WeakKeyDictionary[FieldArrays, NDArray[np.int32]] = weakref.WeakKeyDictionary()
        self._lock = threading.Lock()

    def of(self, arrays: FieldArrays) -> NDArray[np.int32]:
        """The number of each of its terms."""
        with self._lock:
            if arrays not in self._of:
                self._of[arrays] = np.array(list(map(self.numbers.__getitem__, arrays.terms)), np.int32)
            return self._of[arrays]


class Field:
    """One field of all parts: what its terms are worth in this corpus."""

    def __init__(self, vocabulary: Vocabulary, parts: Sequence[tuple[FieldArrays, Living]], starts: Sequence[int]):
        self.arrays = [arrays for arrays, _alive in parts]
        self.numbers = [vocabulary.of(arrays) for arrays in self.arrays]
        self._alive, self._starts = [alive for _arrays, alive in parts], starts
        self._known = vocabulary.numbers
        self._frequency = np.zeros(len(vocabulary.numbers), np.int64)
        lengths = []
        for numbers, (arrays, alive) in zip(self.numbers, parts, strict=True):
            self._frequency[numbers] += arrays.counts if alive is None else arrays.counts_among(alive)
            lengths.append(arrays.lengths if alive is None else arrays.lengths * alive[: len(arrays.lengths)])
        count = sum(int(np.count_nonzero(length)) for length in lengths)
        average = sum(int(length.sum()) for length in lengths) / count if count else 1.0
        self._norms = [SATURATION * (1 - LENGTH_MATTERS + LENGTH_MATTERS * length / average) for length in lengths]
        self.rarities = np.log(1 + (count - self._frequency + 0.5) / (self._frequency + 0.5))
        self.squares = self.rarities**2
        self._unknown = float(np.log(1 + (count + 0.5) / 0.5))
        self._postings: dict[str, tuple[Numbers, Weights]] = {}
        self._remembered = 0

    def number(self, term: str) -> int:
        """-1 if no living document has it."""
        number = self._known.get(term, -1)
        return number if 0 <= number < len(self._frequency) and self._frequency[number] else -1

    def rarity(self, number: int) -> float:
        """The inverse document frequency of BM25: high for a term of few documents, highest for an unknown one."""
        return float(self.rarities[number]) if number >= 0 else self._unknown

    def impacts(self, term: str) -> tuple[Numbers, Weights]:
        """The living documents with this term, in order, and its score of BM25 in each."""
        found = self._postings.get(term)
        if found is None:
            found = self._impacts(term)
            self._remembered += len(found[0])
            if self._remembered > MOST_REMEMBERED:
                self._postings, self._remembered = {}, len(found[0])
            self._postings[term] = found
        return found

    def _impacts(self, term: str) -> tuple[Numbers, Weights]:
        rarity = self.rarity(self.number(term))
        found = []
        for place, arrays in enumerate(self.arrays):
            at = bisect_left(arrays.terms, term)
            if at < len(arrays.terms) and arrays.terms[at] == term:
                here = slice(arrays.starts[at], arrays.starts[at + 1])
                numbers, weights, alive = arrays.numbers[here], arrays.weights[here].astype(float), self._alive[place]
                if alive is not None:
                    living = alive[numbers]
                    numbers, weights = numbers[living], weights[living]
                norms = self._norms[place][numbers]
                impacts = weights * (SATURATION + 1) / (weights + norms) * rarity
                found.append((numbers + np.int64(self._starts[place]), impacts))
        if len(found) == 1:
            return found[0]
        return (np.concatenate([one for one, _ in found]), np.concatenate([other for _, other in found])) if found else NOTHING

    def completions(self, prefix: str, limit: int) -> list[str]:
        found: set[str] = set()
        for arrays in self.arrays:
            start, known = bisect_left(arrays.terms, prefix), 0
            while known < limit and start < len(arrays.terms) and arrays.terms[start].startswith(prefix):
                if self.number(arrays.terms[start]) >= 0:
                    found.add(arrays.terms[start])
                    known += 1
                start += 1
        return sorted(found)[:limit]

    @cached_property
    def letters(self) -> str:
        return "".join(sorted({letter for arrays in self.arrays for letter in arrays.alphabet}))


class ArraysCorpus(Corpus):
    """`parts` are the terms of documents, with the number of documents in each and which of them live."""

    def __init__(self, parts: Sequence[tuple[Inverted, int, Living]], vocabularies: dict[str, Vocabulary]):
        self._parts = parts
        self._vocabularies = vocabularies
        sizes = [size for _part, size, _alive in parts]
        self._starts = [sum(sizes[:position]) for position in range(len(sizes))]
        self.size = sum(sizes)
        self._fields: dict[str, Field] = {}

    def field(self, name: str) -> Field:
        if name not in self._fields:
            vocabulary = self._vocabularies.setdefault(name, Vocabulary())
            parts = [(part.field(name), alive) for part, _size, alive in self._parts]
            self._fields[name] = Field(vocabulary, parts, self._starts)
        return self._fields[name]

    def place(self, number: int) -> tuple[int, int]:
        """In which part a document lies, and its number there."""
        position = bisect_left(self._starts, number + 1) - 1
        return position, number - self._starts[position]

    def key(self, number: int) -> str:
        position, local = self.place(number)
        return self._parts[position][0].field(KEY).only_terms[local]

    def has(self, field: str, term: str) -> bool:
        return self.field(field).number(term) >= 0

    def letters(self, field: str) -> str:
        return self.field(field).letters

    def completions(self, field: str, prefix: str, limit: int) -> list[str]:
        return self.field(field).completions(prefix, limit)

    def ranked(self, wanted: LookedUp) -> Sequence[tuple[int, float]]:
        words, grams = self.field(wanted.words_field), self.field(wanted.grams_field)
        found = [(words.impacts(term), factor) for term, factor in wanted.words.items()]
        found += [(grams.impacts(gram), wanted.letters[gram]) for gram in wanted.letters_alone]
        numbers, scores = _summed(found, self.size)
        if len(numbers) > MOST_COMPARED:
            least = np.partition(scores, -MOST_COMPARED)[-MOST_COMPARED]
            chosen = scores >= least
            rest, compared = (numbers[~chosen], scores[~chosen]), (numbers[chosen], scores[chosen])
        else:
            rest, compared = NOTHING, (numbers, scores)
        alone = set(wanted.letters_alone)
        beside = [(grams.impacts(gram), factor) for gram, factor in wanted.letters.items() if gram not in alone]
        return Ranking(self, (compared[0], compared[1] + _at(compared[0], beside)), rest)

    def alike(self, numbers: Sequence[int], wanted: LookedUp) -> list[Alike]:
        return Likeness(self, wanted).of(numbers)


class Ranking(Sequence[tuple[int, float]]):
    """Numbers with their scores, best first, at most `MAX_FOUND`: those `compared` before the `rest`, whose scores are lower.

    Most who ask read the first few; so the rest is put in order, and equals in the order of their keys, when they are read.
    """

    def __init__(self, corpus: Corpus, compared: tuple[Numbers, Weights], rest: tuple[Numbers, Weights]):
        self._corpus, self._rest = corpus, rest
        self._size = min(len(compared[0]) + len(rest[0]), MAX_FOUND)
        self._pairs: list[tuple[int, float]] = []
        self._runs: list[tuple[int, int]] = []
        self._extend(*compared)

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> tuple[int, float]: ...

    @overload
    def __getitem__(self, place: slice) -> list[tuple[int, float]]: ...

    def __getitem__(self, place: int | slice) -> tuple[int, float] | list[tuple[int, float]]:
        if isinstance(place, slice):
            self._order(place.indices(self._size)[1])
            return self._pairs[: self._size][place]
        self._order(range(self._size)[place] + 1)
        return self._pairs[place]

    def _order(self, end: int) -> None:
        if end > len(self._pairs):
            self._extend(*self._rest)
        while self._runs and self._runs[0][0] < end:
            first, last = self._runs.pop(0)
            self._pairs[first:last] = sorted(self._pairs[first:last], key=lambda pair: self._corpus.key(pair[0]))

    def _extend(self, numbers: Numbers, scores: Weights) -> None:
        start = len(self._pairs)
        if len(numbers) > self._size - start:
            kept = scores >= np.partition(scores, start - self._size)[start - self._size]
            numbers, scores = numbers[kept], scores[kept]
        scores = np.round(scores, DIGITS)
        order = np.argsort(-scores, kind="stable")
        self._pairs += zip(numbers[order].tolist(), scores[order].tolist(), strict=True)
        self._runs += ((start + first, start + last) for first, last in _runs(scores[order]))


def _summed(found: Sequence[tuple[tuple[Numbers, Weights], float]], size: int) -> tuple[Numbers, Weights]:
    """The documents that have any of it, in order, and the sums of their scores."""
    postings = sum(len(numbers) for (numbers, _impacts), _factor in found)
    if not postings:
        return NOTHING
    total = np.zeros(size)
    for (numbers, impacts), factor in found:
        total[numbers] += impacts * factor
    if postings * 8 > size:
        numbers = np.flatnonzero(total)
    else:
        numbers = np.unique(np.concatenate([numbers for (numbers, _impacts), _factor in found]))
    return numbers, total[numbers]


def _at(wanted: Numbers, found: Iterable[tuple[tuple[Numbers, Weights], float]]) -> Weights:
    """The sums of scores of these documents, which are in order."""
    total = np.zeros(len(wanted))
    for (numbers, impacts), factor in found:
        if len(numbers):
            places = np.searchsorted(numbers, wanted)
            places[places == len(numbers)] = 0
            total += np.where(numbers[places] == wanted, impacts[places], 0.0) * factor
    return total


def _runs(scores: Weights) -> Iterable[tuple[int, int]]:
    """From where to where the same score repeats."""
    same = np.flatnonzero(np.diff(scores) == 0)
    if not len(same):
        return
    breaks = np.flatnonzero(np.diff(same) > 1)
    for first, last in zip(same[np.r_[0, breaks + 1]], same[np.r_[breaks, len(same) - 1]], strict=True):
        yield int(first), int(last) + 2
