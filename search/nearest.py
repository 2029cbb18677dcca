"""How near a question is to what a card answers: which card comes first, and how sure that is.

Scores of BM25 say little of whether a question is answered at all. Three numbers do: how much of what the question says the
card knows (its coverage), how near the most similar known way of asking is (its nearness, by letters), and, as far as that is
near at all, how far the card stands before the next one (its lead). A question about something else shares common words with
many cards, but little of it is covered and nothing is near; a question between two cards has no lead. A logistic regression
makes them the probability that the card is right.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, sqrt

from search.analysis import grams, terms
from search.corpus import Corpus
from search.documents import CardDocument, grams_field, words_field
from search.query import Query, completions, meant

RERANKED = 10
NEARNESS_COUNTS = 0.25
ONLY_IN_TEXT, ALIKE = 0.5, 0.3
# Fitted on cards' own examples, each left out of its card, and on questions kept for calibration that no card answers.
BASE, COVERAGE, NEARNESS, NEAR_AND_LEADING = -3.01, 2.11, 2.08, 7.26
# What a confidence is good for, set on the same; `manage.py evaluate` shows what they do.
ANSWER_FROM, SUGGEST_FROM = 0.33, 0.1


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document with its score, which orders, and its confidence, the probability that it is right; both from 0 to 1."""

    document: CardDocument
    score: float
    confidence: float


def rank(query: Query, corpus: Corpus, scored: Sequence[tuple[int, float]]) -> list[Ranked]:
    """The scored documents in their final order: the best ten by score and nearness, the rest as it is, without confidence."""
    if not scored:
        return []
    highest = scored[0][1]
    asked = _Asked(query, corpus)
    candidates = [asked.judge(*pair, highest) for pair in scored[:RERANKED]]
    judged = sorted((item for item in candidates if item.is_alike), key=lambda item: item.order)
    if not judged:
        return []
    ranked = [Ranked(item.document, item.score, item.confidence(candidates)) for item in judged]
    share = judged[-1].score / highest
    rest = ((corpus.document(number), score) for number, score in scored[RERANKED:])
    return ranked + [Ranked(document, round(share * score, 6), 0.0) for document, score in rest]


@dataclass(frozen=True, slots=True)
class _Judged:
    document: CardDocument
    score: float
    coverage: float
    nearness: float
    is_completed: bool

    @property
    def is_alike(self) -> bool:
        """Where no word is shared, not even a half-typed one, only what is spelled much alike is worth showing."""
        return self.coverage > 0 or self.is_completed or self.nearness >= ALIKE

    @property
    def order(self) -> tuple[float, str]:
        return -self.score, self.document.key

    def confidence(self, candidates: Sequence["_Judged"]) -> float:
        others = (other.score for other in candidates if other.document.card != self.document.card)
        lead = self.score - max(others, default=0.0)
        logit = BASE + COVERAGE * self.coverage + (NEARNESS + NEAR_AND_LEADING * lead) * self.nearness
        return round(1 / (1 + exp(-logit)), 6)


class _Asked:
    """A question made ready to be compared with many examples."""

    def __init__(self, query: Query, corpus: Corpus):
        self.corpus = corpus
        self.words_field, self.grams_field = words_field(query.language), grams_field(query.language)
        self.factors, self.completions = meant(query, corpus), completions(query, corpus)
        self.words = self._squares(self.words_field, self.factors)
        self.grams = self._squares(self.grams_field, query.grams)
        self.words_norm, self.grams_norm = sum(self.words.values()), sum(self.grams.values())

    def _squares(self, field: str, of: Iterable[str]) -> dict[str, float]:
        return {term: self.corpus.rarity(field, term) ** 2 for term in of}

    def judge(self, number: int, score: float, highest: float) -> _Judged:
        document = self.corpus.document(number)
        by_words, by_letters = self.nearness(document)
        final = (score / highest + NEARNESS_COUNTS * (by_words + by_letters)) / (1 + 2 * NEARNESS_COUNTS)
        is_completed = any(number in self.corpus.postings(self.words_field, term)[0] for term in self.completions)
        return _Judged(document, round(final, 6), self.coverage(number, document), by_letters, is_completed)

    def nearness(self, document: CardDocument) -> tuple[float, float]:
        """The cosine of the most similar example: by words, and by letters."""
        pieces = [_pieces(example, document.language) for example in document.examples]
        by_words = max(self._cosine(self.words_field, self.words, self.words_norm, words) for words, _ in pieces)
        by_letters = max(self._cosine(self.grams_field, self.grams, self.grams_norm, letters) for _, letters in pieces)
        return by_words, by_letters

    def _cosine(self, field: str, asked: Mapping[str, float], asked_norm: float, example: frozenset[str]) -> float:
        shared = sum(square for term, square in asked.items() if term in example)
        return shared / sqrt(asked_norm * self.corpus.norm(field, example)) if shared else 0.0

    def coverage(self, number: int, document: CardDocument) -> float:
        """The share of what the question says that the card's examples know; what only its other texts know counts half."""
        known = frozenset().union(*(_pieces(example, document.language)[0] for example in document.examples))
        total = covered = 0.0
        for term, factor in self.factors.items():
            weight = factor * self.corpus.rarity(self.words_field, term)
            total += weight
            if term in known:
                covered += weight
            elif number in self.corpus.postings(self.words_field, term)[0]:
                covered += weight * ONLY_IN_TEXT
        return covered / total if total else 0.0


@lru_cache(maxsize=10_000)
def _pieces(example: str, language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The different stems and letter pieces of an example."""
    return frozenset(terms(example, language)), frozenset(grams(example))
