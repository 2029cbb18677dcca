"""How near a question is to what a card answers: which card comes first, and how sure that is.

Scores of BM25 say little of whether a question is answered at all. Three numbers do: how much of what the question says the
card knows (its coverage), how near the most similar known way of asking is (its nearness, by letters), and, as far as that is
near at all, how far the card stands before the next one (its lead). A question about something else shares common words with
many cards, but little of it is covered and nothing is near; a question between two cards has no lead. A logistic regression
makes them the probability that the card is right.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp

from search.corpus import Alike, Corpus, Named
from search.query import Query, looked_up

RERANKED = 10
NEARNESS_COUNTS = 0.25
ALIKE = 0.3
# Fitted on cards' own examples, each left out of its card, and on questions kept for calibration that no card answers.
BASE, COVERAGE, NEARNESS, NEAR_AND_LEADING = -3.01, 2.11, 2.08, 7.26
# What a confidence is good for, set on the same; `manage.py evaluate` shows what they do.
ANSWER_FROM, SUGGEST_FROM = 0.33, 0.1


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document with its score, which orders, and its confidence, the probability that it is right; both from 0 to 1."""

    document: Named
    score: float
    confidence: float


def rank(query: Query, corpus: Corpus, scored: Sequence[tuple[int, float]]) -> list[Ranked]:
    """The scored documents in their final order: the best ten by score and nearness, the rest as it is, without confidence."""
    if not scored:
        return []
    highest = scored[0][1]
    likenesses = corpus.alike([number for number, _score in scored[:RERANKED]], looked_up(query, corpus))
    pairs = zip(scored[:RERANKED], likenesses, strict=True)
    candidates = [_judged(corpus.named(number), score / highest, alike) for (number, score), alike in pairs]
    judged = sorted((item for item in candidates if item.is_alike), key=lambda item: item.order)
    if not judged:
        return []
    rival = _rivals(candidates)
    ranked = [Ranked(item.document, item.score, item.confidence(rival(item.document.card))) for item in judged]
    share = judged[-1].score / highest
    rest = ((corpus.named(number), score) for number, score in scored[RERANKED:])
    return ranked + [Ranked(document, round(share * score, 6), 0.0) for document, score in rest]


@dataclass(frozen=True, slots=True)
class _Judged:
    document: Named
    score: float
    alike: Alike

    @property
    def is_alike(self) -> bool:
        """Where no word is shared, not even a half-typed one, only what is spelled much alike is worth showing."""
        return self.alike.coverage > 0 or self.alike.is_completed or self.alike.by_letters >= ALIKE

    @property
    def order(self) -> tuple[float, str]:
        return -self.score, self.document.key

    def confidence(self, rival: float) -> float:
        """`rival` is the score of the best other card."""
        lead = self.score - rival
        logit = BASE + COVERAGE * self.alike.coverage + (NEARNESS + NEAR_AND_LEADING * lead) * self.alike.by_letters
        return round(1 / (1 + exp(-logit)), 6)


def _rivals(candidates: Sequence[_Judged]) -> Callable[[str], float]:
    """Gives the score of the best other card for each card; nothing where there is no other."""
    best: dict[str, float] = {}
    for item in candidates:
        best[item.document.card] = max(item.score, best.get(item.document.card, item.score))
    first, second = (*sorted(best.values(), reverse=True)[:2], 0.0)[:2]
    return lambda card: second if best[card] == first else first


def _judged(document: Named, share: float, alike: Alike) -> _Judged:
    final = (share + NEARNESS_COUNTS * (alike.by_words + alike.by_letters)) / (1 + 2 * NEARNESS_COUNTS)
    return _Judged(document, round(final, 6), alike)
