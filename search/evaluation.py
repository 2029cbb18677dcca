"""Measuring finding on questions whose right card is known, with the product's own index, answer model and confidence."""

import json
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from django.utils import timezone

from search import index
from search.analysis import words
from search.ask import Band, band_of
from search.corpus import Corpus, Named
from search.documents import CardDocument
from search.index import Snapshot
from search.manifest import Manifest
from search.model.answers import AnswerModel
from search.model.encoder import encoder
from search.nearest import Ranked, rank
from search.query import QUESTION, SEARCH, query_for, scored
from search.schema import schema_stamp

Engine = Literal["ask", "search"]
Finder = Callable[[str], list[Ranked]]
SHOWN = 10


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Cards with their examples, questions with the slug of the right card, and questions that no card answers."""

    name: str
    language: str
    cards: tuple[CardDocument, ...]
    questions: tuple[tuple[str, str], ...]
    foreign: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was found for a question; `right` is empty for a foreign one."""

    question: str
    right: str
    ranked: tuple[Ranked, ...]
    confidence: float
    band: Band
    seconds: float

    @property
    def place(self) -> int:
        """Where the right card stands, from 1; 0 when it is not among the ten shown."""
        cards = [item.document.card for item in self.ranked]
        return cards.index(self.right) + 1 if self.right in cards else 0

    def row(self, dataset: str) -> dict[str, Any]:
        cards = [{"card": item.document.card, "score": item.score} for item in self.ranked]
        known = {"dataset": dataset, "question": self.question, "cards": cards}
        return {**known, "confidence": self.confidence, "band": self.band}


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares from 0 to 1, None where there is nothing to measure.

    `answered_right` are questions in scope that got the band `answer` and the right card; `refused` are foreign ones that did
    not get it: both at the product's own threshold. `right_at_80` is the first with the threshold at which four of five foreign
    questions are refused; `auroc` how often a question in scope is surer than a foreign one. Times are of the CPU.
    """

    cards: int
    questions: int
    top_1: float | None
    top_5: float | None
    mrr_10: float | None
    answered_right: float | None
    answered_wrong: float | None
    refused: float | None
    right_at_80: float | None
    auroc: float | None
    fit_seconds: float
    mean_ms: float
    p95_ms: float


def read_set(path: Path) -> QuestionSet:
    """Raises ValueError, naming the file, for what is no question set."""
    try:
        form = json.loads(path.read_text())
        language = form["language"]
        cards = tuple(
            CardDocument(card["id"], language, "", card["title"], tuple(card["questions"]), "", card.get("text", ""))
            for card in form["cards"]
        )
        questions = tuple((item["question"], item["card"]) for item in form["test"])
        return QuestionSet(form["name"], language, cards, questions, tuple(form.get("out_of_scope", ())))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} is no question set: {error}") from None


@dataclass(slots=True)
class Trial:
    """The cards of a set in an index and a model of their own, which are gone once all questions were asked."""

    questions: QuestionSet
    engine: Engine
    fit_seconds: float = 0.0

    def __len__(self) -> int:
        return len(self.questions.questions) + len(self.questions.foreign)

    def __iter__(self) -> Iterator[Prediction]:
        """One for every question, the foreign ones last."""
        began, questions = time.process_time(), self.questions
        with TemporaryDirectory(prefix="concord-evaluate-") as folder:
            path = Path(folder) / "build"
            index.create(path)
            index.write(path, add=questions.cards)
            manifest = Manifest("build", 0, timezone.now(), len(questions.cards), schema_stamp())
            finder = _finder(questions, Snapshot(path, manifest), self.engine)
            self.fit_seconds = time.process_time() - began
            for question, right in (*questions.questions, *((question, "") for question in questions.foreign)):
                yield _predict(finder, question, right)


def figures(trial: Trial, made: list[Prediction]) -> Figures:
    """The summary of all predictions of a set."""
    known = [prediction for prediction in made if prediction.right]
    foreign = [prediction for prediction in made if not prediction.right]
    answered = [prediction for prediction in known if prediction.band == "answer"]
    times = sorted(prediction.seconds * 1000 for prediction in made) or [0.0]
    return Figures(
        cards=len(trial.questions.cards),
        questions=len(known),
        top_1=_share(sum(prediction.place == 1 for prediction in known), known),
        top_5=_share(sum(1 <= prediction.place <= 5 for prediction in known), known),
        mrr_10=_share(sum(1 / prediction.place for prediction in known if prediction.place), known),
        answered_right=_share(sum(prediction.place == 1 for prediction in answered), known),
        answered_wrong=_share(sum(prediction.place != 1 for prediction in answered), known),
        refused=_share(sum(prediction.band != "answer" for prediction in foreign), foreign),
        right_at_80=_right_at_80(known, foreign),
        auroc=_auroc(known, foreign),
        fit_seconds=trial.fit_seconds,
        mean_ms=sum(times) / len(times),
        p95_ms=times[min(len(times) - 1, int(len(times) * 0.95))],
    )


def _right_at_80(known: list[Prediction], foreign: list[Prediction]) -> float | None:
    if not foreign:
        return None
    line = sorted(prediction.confidence for prediction in foreign)[ceil(0.8 * len(foreign)) - 1]
    return _share(sum(prediction.place == 1 and prediction.confidence > line for prediction in known), known)


def _auroc(known: list[Prediction], foreign: list[Prediction]) -> float | None:
    """Equally sure ones count half."""
    if not known or not foreign:
        return None
    doubts = sorted(prediction.confidence for prediction in foreign)
    below = [(bisect_left(doubts, each.confidence) + bisect_right(doubts, each.confidence)) / 2 for each in known]
    return sum(below) / (len(known) * len(foreign))


def _finder(questions: QuestionSet, corpus: Corpus, engine: Engine) -> Finder:
    """What finds cards: the answer model for whole questions, as where questions are asked; else the index."""
    by = encoder() if engine == "ask" else None
    model = AnswerModel.fit(questions.cards, by) if by else None

    def by_index(question: str) -> list[Ranked]:
        query = query_for(question, questions.language, QUESTION if engine == "ask" else SEARCH)
        return rank(query, corpus, scored(query, corpus))[:SHOWN]

    def by_model(question: str) -> list[Ranked]:
        if by is None or model is None or not words(question):
            return by_index(question)
        judgement = model.judge(question, questions.language, by, limit=SHOWN)
        return [Ranked(Named(card, questions.language), score, judgement.confidence) for card, score in judgement.cards]

    return by_model


def _predict(finder: Finder, question: str, right: str) -> Prediction:
    start = time.process_time()
    ranked = finder(question)
    seconds = time.process_time() - start
    confidence = round(ranked[0].confidence, 3) if ranked else 0.0
    return Prediction(question, right, tuple(ranked), confidence, band_of(confidence), seconds)


def _share(count: float, of: list[Prediction]) -> float | None:
    return count / len(of) if of else None
