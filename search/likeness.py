"""How near documents are to what was looked up, by their examples: the pieces of all of them are weighed at once."""

from collections.abc import Iterable, Sequence

import numpy as np

from search.corpus import Alike, LookedUp
from search.field import Field, Numbers, Pieces, Weights
from search.spoken import Spoken

ONLY_IN_TEXT = 0.5


def likenesses(spoken: Spoken, numbers: Sequence[int], wanted: LookedUp) -> list[Alike]:
    """For a few documents of one language."""
    if not len(numbers):
        return []
    order = np.argsort(numbers)
    documents = np.array(numbers, np.int64)[order]
    slots, words, grams = spoken.slots(documents), spoken.words.pieces(documents), spoken.grams.pieces(documents)
    coverage = _coverage(spoken, slots, words, wanted)
    completed = coverage > 0
    if not completed.all():
        for term in wanted.completions:
            completed |= spoken.has(slots, term)
    by_words, by_letters = _nearest(spoken.words, words, wanted.meant), _nearest(spoken.grams, grams, wanted.letters)
    parts = [part[np.argsort(order)].tolist() for part in (by_words, by_letters, coverage, completed)]
    return [Alike(*of_one) for of_one in zip(*parts, strict=True)]


def _nearest(field: Field, pieces: Pieces, wanted: Iterable[str]) -> Weights:
    """For each document, the cosine of the most similar example with the different terms that are wanted."""
    numbers = field.numbers(wanted)
    known = [number for number in numbers if number >= 0]
    norm = float(field.squares[known].sum()) + field.unknown**2 * (len(numbers) - len(known))
    asked = np.zeros(pieces.size)
    asked[known] = field.squares[known]
    shared, norms = pieces.sums(asked), pieces.sums(field.squares)
    cosines = shared / np.sqrt(np.maximum(norms * norm, 1e-12))
    return np.maximum.reduceat(cosines, pieces.starts)


def _coverage(spoken: Spoken, slots: Numbers, pieces: Pieces, wanted: LookedUp) -> Weights:
    field = spoken.words
    numbers = dict(zip(wanted.meant, field.numbers(wanted.meant), strict=True))
    weights = {term: factor * field.rarity(numbers[term]) for term, factor in wanted.meant.items()}
    known = [term for term, number in numbers.items() if number >= 0]
    covered = np.zeros(len(slots))
    if not known:
        return covered
    in_example = np.logical_or.reduceat(pieces.having([numbers[term] for term in known]), pieces.starts, axis=0)
    for term, has_it in zip(known, in_example.T, strict=True):
        anywhere = has_it if has_it.all() else spoken.has(slots, term)
        covered += weights[term] * np.where(has_it, 1.0, np.where(anywhere, ONLY_IN_TEXT, 0.0))
    return covered / sum(weights.values())
