"""How near documents are to what was looked up, by their examples: the pieces of all of them are weighed at once."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from search.corpus import Alike, LookedUp

if TYPE_CHECKING:
    from search.arrays import ArraysCorpus, Field

Weights = NDArray[np.float64]
ONLY_IN_TEXT = 0.5


class Likeness:
    """Made for one text and used for a few documents."""

    def __init__(self, corpus: "ArraysCorpus", wanted: LookedUp):
        self._corpus, self._wanted = corpus, wanted
        self._words, self._grams = corpus.field(wanted.words_field), corpus.field(wanted.grams_field)

    def of(self, numbers: Sequence[int]) -> list[Alike]:
        places = [self._corpus.place(number) for number in numbers]
        words, grams = _Examples(self._words, places), _Examples(self._grams, places)
        coverage = self._coverage(words, np.array(numbers))
        completed = self._has_any(numbers, self._wanted.completions)
        by_words, by_letters = words.nearest(self._wanted.meant), grams.nearest(self._wanted.letters)
        found = (by_words.tolist(), by_letters.tolist(), coverage.tolist(), completed.tolist())
        return [Alike(*of_one) for of_one in zip(*found, strict=True)]

    def _coverage(self, examples: "_Examples", numbers: NDArray[np.int64]) -> Weights:
        total, covered = 0.0, np.zeros(len(numbers))
        for term, factor in self._wanted.meant.items():
            number = self._words.number(term)
            weight = factor * self._words.rarity(number)
            total += weight
            if number >= 0:
                in_text = _is_in(numbers, self._words.impacts(term)[0])
                covered += weight * np.where(examples.have(number), 1.0, np.where(in_text, ONLY_IN_TEXT, 0.0))
        return covered / total if total else covered

    def _has_any(self, numbers: Sequence[int], terms: Iterable[str]) -> NDArray[np.bool_]:
        wanted = np.array(numbers)
        found = np.zeros(len(numbers), bool)
        for term in terms:
            found |= _is_in(wanted, self._words.impacts(term)[0])
        return found


class _Examples:
    """The pieces of all examples of some documents, one after the other."""

    def __init__(self, field: "Field", places: Sequence[tuple[int, int]]):
        self._field = field
        pieces, ends, counts = [], [], []
        for part, local in places:
            arrays = field.arrays[part]
            bounds = arrays.examples[arrays.of[local] : arrays.of[local + 1] + 1]
            pieces.append(field.numbers[part][arrays.pieces[bounds[0] : bounds[-1]]])
            ends.append(np.diff(bounds))
            counts.append(len(bounds) - 1)
        self._pieces = np.concatenate(pieces)
        self._ends = np.concatenate([[0], np.cumsum(np.concatenate(ends))])
        self._of = np.concatenate([[0], np.cumsum(counts)])

    def nearest(self, wanted: Iterable[str]) -> Weights:
        """For each document, the cosine of the most similar example with the different terms that are wanted."""
        field, numbers = self._field, [self._field.number(term) for term in wanted]
        known = [number for number in numbers if number >= 0]
        asked = np.zeros(len(field.squares))
        asked[known] = field.squares[known]
        norm = sum(field.rarity(number) ** 2 for number in numbers)
        shared, norms = self._sums(asked), self._sums(field.squares)
        cosines = np.where(shared > 0, shared / np.sqrt(np.maximum(norms * norm, 1e-12)), 0.0)
        return np.maximum.reduceat(cosines, self._of[:-1])

    def have(self, number: int) -> NDArray[np.bool_]:
        """Which documents have this term in an example."""
        found = np.concatenate([[0], np.cumsum(self._pieces == number)])
        ends = self._ends[self._of]
        return found[ends[1:]] > found[ends[:-1]]

    def _sums(self, weights: Weights) -> Weights:
        """Of the weights of each example's pieces."""
        total = np.concatenate([[0.0], np.cumsum(weights[self._pieces])])
        return total[self._ends[1:]] - total[self._ends[:-1]]


def _is_in(wanted: NDArray[Any], numbers: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of these are among the numbers, which are in order."""
    if not len(numbers):
        return np.zeros(len(wanted), bool)
    places = np.minimum(np.searchsorted(numbers, wanted), len(numbers) - 1)
    return numbers[places] == wanted
