"""A set of documents that can be ranked: as the index holds it, or built in memory. Both rank alike to the last digit."""

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.util.numeric import byte_to_length, length_to_byte

from search.documents import CardDocument

Numbers = NDArray[np.int64]
Weights = NDArray[np.float64]
NOTHING: tuple[Numbers, Weights] = (np.empty(0, np.int64), np.empty(0, np.float64))
# BM25. Weights are sums of 3 for each example, so 9 lets about three examples speak before more of the same add little.
SATURATION, LENGTH_MATTERS = 9.0, 0.75
MAX_REMEMBERED, MAX_FOUND = 50_000, 1_000


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The terms of a field: sorted, as a set, and the letters they are made of."""

    ordered: list[str]
    known: frozenset[str]
    letters: str


class Corpus(ABC):
    """Documents have numbers from 0 to `size`; some may be dead. Safe to share between threads."""

    size: int

    def __init__(self) -> None:
        self._impacts: dict[tuple[str, str], tuple[Numbers, Weights]] = {}
        self._norms: dict[str, tuple[int, Weights]] = {}
        self._squares: dict[tuple[str, frozenset[str]], float] = {}
        self._rarities: dict[tuple[str, str], float] = {}
        self._lexicons: dict[str, Lexicon] = {}

    @abstractmethod
    def postings(self, field: str, term: str) -> tuple[Numbers, Weights]:
        """The living documents with this term, and its weight in each."""

    @abstractmethod
    def lengths(self, field: str) -> Weights:
        """The length of the field in every document; 0 for the dead."""

    @abstractmethod
    def vocabulary(self, field: str) -> list[str]:
        """All terms of the field, sorted."""

    @abstractmethod
    def document(self, number: int) -> CardDocument: ...

    def has(self, field: str, term: str) -> bool:
        return term in self._lexicon(field).known

    def letters(self, field: str) -> str:
        """All letters that occur in the field's terms."""
        return self._lexicon(field).letters

    def completions(self, field: str, prefix: str, limit: int) -> list[str]:
        """The first terms that begin like this, in the order of the alphabet."""
        ordered = self._lexicon(field).ordered
        start = bisect_left(ordered, prefix)
        return [term for term in ordered[start : start + limit] if term.startswith(prefix)]

    def rarity(self, field: str, term: str) -> float:
        """The inverse document frequency of BM25: high for a term of few documents, highest for an unknown one."""
        key = field, term
        if key not in self._rarities:
            count, frequency = self._norm(field)[0], len(self.postings(field, term)[0])
            self._rarities = {} if len(self._rarities) >= MAX_REMEMBERED else self._rarities
            self._rarities[key] = log(1 + (count - frequency + 0.5) / (frequency + 0.5))
        return self._rarities[key]

    def norm(self, field: str, terms: frozenset[str]) -> float:
        """The sum of the squares of the terms' rarity."""
        key = field, terms
        if key not in self._squares:
            self._squares = {} if len(self._squares) >= MAX_REMEMBERED else self._squares
            self._squares[key] = sum(self.rarity(field, term) ** 2 for term in sorted(terms))
        return self._squares[key]

    def scores(self, field: str, wanted: Iterable[tuple[str, float]]) -> Weights:
        """BM25 of every document for the wanted terms, each times its factor."""
        total = np.zeros(self.size)
        for term, factor in wanted:
            numbers, impacts = self._impact(field, term)
            total[numbers] += impacts * factor
        return total

    def best(self, scores: Weights) -> list[tuple[int, float]]:
        """Numbers and scores of all documents that score at all, best first; equals in the order of their keys."""
        numbers = np.flatnonzero(scores > 0)
        ordered = numbers[np.argsort(-scores[numbers], kind="stable")][:MAX_FOUND].tolist()
        rounded = [(number, round(float(scores[number]), 9)) for number in ordered]
        return sorted(rounded, key=lambda pair: (-pair[1], self.document(pair[0]).key))

    def _impact(self, field: str, term: str) -> tuple[Numbers, Weights]:
        key = field, term
        if key not in self._impacts:
            if len(self._impacts) >= MAX_REMEMBERED:
                self._impacts = {}
            numbers, weights = self.postings(field, term)
            norm = self._norm(field)[1][numbers]
            self._impacts[key] = numbers, weights * (SATURATION + 1) / (weights + norm) * self.rarity(field, term)
        return self._impacts[key]

    def _lexicon(self, field: str) -> "Lexicon":
        if field not in self._lexicons:
            ordered = self.vocabulary(field)
            self._lexicons[field] = Lexicon(
                ordered, frozenset(ordered), "".join(sorted({letter for term in ordered for letter in term}))
            )
        return self._lexicons[field]

    def _norm(self, field: str) -> tuple[int, Weights]:
        """How many documents have the field, and what their length does to the weight of a term."""
        if field not in self._norms:
            lengths = self.lengths(field)
            count = int(np.count_nonzero(lengths))
            average = lengths.sum() / count if count else 1.0
            self._norms[field] = count, SATURATION * (1 - LENGTH_MATTERS + LENGTH_MATTERS * lengths / average)
        return self._norms[field]


class MemoryCorpus(Corpus):
    """Built from documents on the spot: for a day in the past, and for when there is no index."""

    def __init__(self, documents: Iterable[CardDocument]):
        super().__init__()
        self._documents = sorted(documents, key=lambda document: document.key)
        self.size = len(self._documents)
        self._terms: dict[str, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
        self._lengths: dict[str, Weights] = defaultdict(lambda: np.zeros(self.size))
        for number, document in enumerate(self._documents):
            self._add(number, document.words_field, document.word_weights())
            self._add(number, document.grams_field, document.gram_weights())

    def _add(self, number: int, field: str, weights: Counter[str]) -> None:
        for term, weight in weights.items():
            self._terms[field][term].append((number, weight))
        # The index keeps a length in one byte; the same rounding here makes both rank alike.
        self._lengths[field][number] = byte_to_length(length_to_byte(weights.total()))

    def postings(self, field: str, term: str) -> tuple[Numbers, Weights]:
        pairs: Any = self._terms[field].get(term) if field in self._terms else None
        if not pairs:
            return NOTHING
        numbers, weights = zip(*pairs, strict=True)
        return np.array(numbers, np.int64), np.array(weights, np.float64)

    def lengths(self, field: str) -> Weights:
        return self._lengths[field] if field in self._lengths else np.zeros(self.size)

    def vocabulary(self, field: str) -> list[str]:
        return sorted(self._terms[field]) if field in self._terms else []

    def document(self, number: int) -> CardDocument:
        return self._documents[number]
