"""What the documents of one language say: their words and letters, added up for all of them at once."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from search.corpus import LookedUp
from search.field import Field, Numbers, Weights

# Postings that each language remembers, 8 bytes each: 32 MB.
MOST_REMEMBERED = 4_000_000
LEAST_REMEMBERED = 64  # What remembering a term costs by itself, even one that stands nowhere.
Postings = tuple[NDArray[np.int32], NDArray[np.float32]]


class Spoken:
    """Documents go by slots here: their places among those of the language, in the order of their numbers."""

    def __init__(self, words: Field, grams: Field, size: int):
        self.words, self.grams = words, grams
        self.documents: Numbers = np.union1d(words.living, grams.living)
        self._slots = np.zeros(size, np.int64)
        self._slots[self.documents] = np.arange(len(self.documents))
        self._newer: dict[tuple[int, str], Postings] = {}
        self._older: dict[tuple[int, str], Postings] = {}
        self._remembered = 0

    def slots(self, numbers: Numbers) -> Numbers:
        """Where these documents, which must be of this language, stand."""
        return self._slots[numbers]

    def postings(self, field: Field, term: str) -> Postings:
        """The slots with this term, in order, and its score of BM25 in each. What was asked for lately is remembered."""
        key = id(field), term
        found = self._newer.get(key)
        if found is None:
            found = self._older.get(key) or self._read(field, term)
            size = len(found[0]) + LEAST_REMEMBERED
            self._remembered += size
            if self._remembered > MOST_REMEMBERED // 2:
                self._older, self._newer, self._remembered = self._newer, {}, size
            self._newer[key] = found
        return found

    def _read(self, field: Field, term: str) -> Postings:
        numbers, impacts = field.impacts(term)
        return self._slots[numbers].astype(np.int32), impacts.astype(np.float32)

    def scores(self, wanted: LookedUp) -> tuple[Weights, list[Postings]]:
        """The sum for each slot, nothing where nothing was found, and what was added up, its factors in it."""
        found = [_times(self.postings(self.words, term), factor) for term, factor in wanted.words.items()]
        found += [_times(self.postings(self.grams, gram), wanted.letters[gram]) for gram in wanted.letters_alone]
        found = [part for part in found if len(part[0])]
        if not found:
            return np.zeros(len(self.documents)), found
        slots, impacts = (np.concatenate([part[side] for part in found]) for side in (0, 1))
        scores: Weights = np.bincount(slots, impacts, len(self.documents))  # type: ignore[assignment]  # Weighed ones are floats.
        return scores, found

    def letter_scores(self, slots: Numbers, letters: Mapping[str, float]) -> Weights:
        """What these letters add for some slots, which are in order: BM25 once more, of the examples that have them."""
        numbers = self.grams.numbers(letters)
        known = [number for number in numbers if number >= 0]
        if not known or not len(slots):
            return np.zeros(len(slots))
        factors = np.array([factor for factor, number in zip(letters.values(), numbers, strict=True) if number >= 0])
        documents = self.documents[slots]
        weights, norms = self.grams.weights(documents, known), self.grams.norms(documents)
        shares = self.grams.saturated(weights, norms[:, None]) * (self.grams.rarities[known] * factors)
        # Each row is added up by itself, so that every process has the same sums, whatever stands beside it.
        return shares.sum(axis=1)

    def has(self, slots: Numbers, term: str) -> NDArray[np.bool_]:
        """Which of the slots have this term among their words."""
        found = self.postings(self.words, term)[0]
        if not len(found):
            return np.zeros(len(slots), bool)
        # Of another kind of number, they would make a copy of all that are looked in.
        wanted = slots.astype(np.int32)
        has_it: NDArray[np.bool_] = found.take(found.searchsorted(wanted), mode="clip") == wanted
        return has_it


def best(scores: Weights, found: Sequence[Postings], count: int) -> Numbers:
    """The slots with the highest scores, in order: so many, and those that equal the last of them."""
    if not found:
        return np.empty(0, np.int64)
    enough = [scores[slots] for slots, _impacts in found if len(slots) >= count]
    # The documents of one term already hold so many; whoever is among the best is at least as good as the last of these.
    floor = _last_of(min(enough, key=len), count) if enough else 0.0
    chosen = np.flatnonzero(scores >= floor) if floor > 0 else np.flatnonzero(scores > 0)
    if len(chosen) <= count:
        return chosen
    of_chosen = scores[chosen]
    return chosen[of_chosen >= _last_of(of_chosen, count)]


def _last_of(scores: Weights, count: int) -> float:
    return float(np.partition(scores, len(scores) - count)[len(scores) - count])


def _times(postings: Postings, factor: float) -> Postings:
    return postings if factor == 1 else (postings[0], postings[1] * factor)
