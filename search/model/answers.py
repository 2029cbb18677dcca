"""The answer model: which card a question is about, by every example of every card at once."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from search.documents import CardDocument
from search.model import ridge
from search.model.encoder import Encoder, Vectors
from search.model.examples import Example, examples_of
from search.model.features import Features
from search.model.lines import USUAL, Lines, draw
from search.model.trial import NEAREST_COUNTS, Tried, try_out
from search.query import QUESTION

Floats = NDArray[np.float32]
# The width was chosen by leave-one-out on four sets of other people's questions and on the demo store.
GAMMA, LETTERS_COUNT = 1.0, 0.2
FEWEST_CARDS, MOST_CARDS = 3, 2000
# Beyond these, how fast a machine adds up could show.
DIGITS = 4
Visible = Callable[[list[str]], Collection[str]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Cards with their scores, best first, and how sure the first one is; all from 0 to 1."""

    cards: tuple[tuple[str, float], ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class AnswerModel:
    """`owners[i]` is the card of example i; `coefficients` have a row per example and a column per card.

    `left_out` are the shares of each language's questions whose card came first, and among the first five, without them;
    `tried` says it of every question.
    """

    cards: tuple[str, ...]
    owners: NDArray[np.int64]
    centre: Floats
    vectors: Vectors
    squares: Floats
    features: Features
    coefficients: Floats
    lines: Mapping[str, Lines]
    left_out: Mapping[str, tuple[float, float]]
    tried: Tried

    @classmethod
    def fit(cls, documents: Iterable[CardDocument], encoder: Encoder) -> Self | None:
        """None for too few or too many cards; the index then decides alone."""
        examples = examples_of(documents)
        cards = tuple(sorted({example.card for example in examples}))
        if not FEWEST_CARDS <= len(cards) <= MOST_CARDS:
            return None
        numbers = {card: number for number, card in enumerate(cards)}
        owners = np.array([numbers[example.card] for example in examples])
        plain = encoder.encode([example.text for example in examples])
        centre = plain.mean(axis=0)
        vectors = plain - centre
        squares = _squares(vectors)
        features = Features.fit([(example.text, example.language) for example in examples])
        kernel = _kernel(vectors, vectors, squares, features.among()).astype(np.float64)
        groups, languages = _groups(examples), _languages(examples)
        fitted = ridge.fit(kernel, owners, groups, len(cards))
        tried = try_out(examples, languages, kernel, owners, groups, fitted)
        results = {language: tried.of(number) for number, language in enumerate(languages)}
        return cls(
            cards=cards,
            owners=owners,
            centre=centre,
            vectors=vectors,
            squares=squares,
            features=features,
            coefficients=fitted.coefficients.astype(np.float32),
            lines={language: draw(*result) for language, result in results.items()},
            left_out={language: _shares(places) for language, (_, places) in results.items()},
            tried=tried,
        )

    def judge(self, question: str, language: str, by: Encoder, *, visible: Visible = set, limit: int = 10) -> Judgement:
        """What the question is about, among the cards that `visible` lets through."""
        text = question[: QUESTION.letters]
        vector = by.encode([text]) - self.centre
        kernel = _kernel(vector, self.vectors, self.squares, self.features.alike(text, language)[None])[0]
        scores = np.round(kernel @ self.coefficients, DIGITS)
        is_open = np.ones(len(self.cards), bool)
        while is_open.any():
            best = np.argsort(np.where(is_open, -scores, np.inf), kind="stable")[: min(limit, int(is_open.sum()))]
            nearest = int(np.where(is_open[self.owners], kernel, -1).argmax())
            looked_at = {*best.tolist(), int(self.owners[nearest])}
            hidden = {self.cards[number] for number in looked_at} - set(visible([self.cards[number] for number in looked_at]))
            if not hidden:
                raw = float(scores[best[0]]) + NEAREST_COUNTS * float(kernel[nearest])
                confidence = self.lines.get(language, USUAL).confidence(raw)
                shown = ((self.cards[number], min(max(float(scores[number]), 0.0), 1.0)) for number in best.tolist())
                return Judgement(tuple(shown), round(confidence, DIGITS))
            is_open &= ~np.isin(self.cards, list(hidden))
        return Judgement((), 0.0)


def _kernel(one: Vectors, other: Vectors, squares: Floats, alike: Floats) -> Floats:
    """How near each of one is to each of the other, whose squares are known: by meaning, and a little by words and letters."""
    distances = _squares(one)[:, None] + squares[None] - 2 * (one @ other.T)
    near: Floats = np.exp(-GAMMA * np.maximum(distances, 0)) + LETTERS_COUNT * alike
    return near


def _squares(vectors: Vectors) -> Floats:
    squares: Floats = np.einsum("ij,ij->i", vectors, vectors)
    return squares


def _groups(examples: list[Example]) -> NDArray[np.int64]:
    numbers: dict[tuple[str, int], int] = {}
    return np.array([numbers.setdefault((example.card, example.place), len(numbers)) for example in examples])


def _languages(examples: list[Example]) -> list[str]:
    return sorted({example.language for example in examples})


def _shares(places: NDArray[np.int64]) -> tuple[float, float]:
    """The share of questions whose card came first, and among the first five."""
    count = max(len(places), 1)
    return float(np.count_nonzero(places == 0) / count), float(np.count_nonzero(places < 5) / count)
