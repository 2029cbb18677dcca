"""From which score a card answers, and from which it is worth showing: drawn by leave-one-out, without foreign questions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.nearest import ANSWER_FROM, SUGGEST_FROM

# Nineteen of twenty questions that find their card are answered, unless too many that find another would be answered with them.
MISSED, NOT_EVEN_SUGGESTED, RIGHT_AMONG_ANSWERED = 0.05, 0.04, 0.7
HIGHEST = 1.6


@dataclass(frozen=True, slots=True)
class Lines:
    """Raw scores: from `suggest` on candidates are shown, from `answer` on the first one answers."""

    suggest: float
    answer: float

    def confidence(self, raw: float) -> float:
        """The raw score as a number from 0 to 1 that means the same in every model."""
        return float(np.interp(raw, (0.0, self.suggest, self.answer, HIGHEST), (0.0, SUGGEST_FROM, ANSWER_FROM, 1.0)))


# Where there are too few examples to tell: what sets of several domains and languages had in common.
USUAL = Lines(suggest=0.38, answer=0.55)
FEWEST = 50


def draw(raw: NDArray[np.float64], places: NDArray[np.int64]) -> Lines:
    """From the raw score of every question that was left out, and the place at which its card then stood, from 0."""
    is_right = places == 0
    if np.count_nonzero(is_right) < FEWEST:
        return USUAL
    order = np.argsort(-raw, kind="stable")
    share = np.cumsum(is_right[order]) / np.arange(1, len(raw) + 1)
    lowest = raw[order][share >= RIGHT_AMONG_ANSWERED]
    answer = max(float(np.quantile(raw[is_right], MISSED)), float(lowest.min()) if len(lowest) else HIGHEST / 2)
    suggest = min(float(np.quantile(raw[places < 5], NOT_EVEN_SUGGESTED)), answer * 0.9)
    return Lines(suggest, min(answer, HIGHEST * 0.9))
