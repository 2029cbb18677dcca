"""Is a new answer model worse than the one in use? On the questions that both know, and on those that people have confirmed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

import numpy as np

from search.model.answers import AnswerModel
from search.model.encoder import Encoder

# Of questions whose card changes by chance alone, about as many are lost as gained; a difference beyond twice the square root
# of their number is chance in one case of forty (McNemar's test of paired answers). Two are never worth a person's time.
CHANCE, ALWAYS_ALLOWED = 2.0, 2
# Of check questions, which people have confirmed, one in fifty.
CHECKS_ALLOWED = 50
MOST_NAMED = 60


@dataclass(frozen=True, slots=True)
class Check:
    """A question of which people have said which card answers it."""

    number: int
    text: str
    language: str
    card: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Numbers of questions: left out and known to both models (`shared`), and `checks` of which both know the card.

    `worse` names what is lost: `{"card", "language", "place", "now"}` of an example, `{"check", "now"}` of a check question.
    """

    shared: int = 0
    lost: int = 0
    gained: int = 0
    checks: int = 0
    checks_right: int = 0
    checks_lost: int = 0
    checks_gained: int = 0
    worse: tuple[dict[str, Any], ...] = field(default=())

    @property
    def allowed(self) -> int:
        """How many more may be lost than gained."""
        return max(ALWAYS_ALLOWED, int(CHANCE * sqrt(self.lost + self.gained)))

    @property
    def checks_allowed(self) -> int:
        return self.checks // CHECKS_ALLOWED

    @property
    def is_worse(self) -> bool:
        return self.lost - self.gained > self.allowed or self.checks_lost - self.checks_gained > self.checks_allowed


def compare(old: AnswerModel | None, new: AnswerModel | None, checks: Sequence[Check], by: Encoder) -> Comparison:
    """The new model against the old one. Without both there is nothing to compare."""
    if old is None or new is None:
        return Comparison(**_checked(None, new, checks, by)) if new else Comparison()
    _keys, before, after = np.intersect1d(old.tried.keys, new.tried.keys, assume_unique=False, return_indices=True)
    was, is_now = old.tried.places[before] == 0, new.tried.places[after] == 0
    lost = after[was & ~is_now]
    examples = [_example(new, row) for row in lost[:MOST_NAMED].tolist()]
    counted: dict[str, Any] = {"shared": len(after), "lost": len(lost), "gained": int(np.count_nonzero(~was & is_now))}
    checked = _checked(old, new, checks, by)
    return Comparison(**counted, **{**checked, "worse": (*checked["worse"], *examples)})


def _example(model: AnswerModel, row: int) -> dict[str, Any]:
    tried = model.tried
    return {
        "card": model.cards[tried.owners[row]],
        "language": languages_of(model)[tried.languages[row]],
        "place": int(tried.numbers[row]),
        "now": model.cards[tried.firsts[row]],
    }


def languages_of(model: AnswerModel) -> list[str]:
    """The languages that `tried` counts by."""
    return sorted(model.left_out)


def _checked(old: AnswerModel | None, new: AnswerModel, checks: Sequence[Check], by: Encoder) -> dict[str, Any]:
    known = [check for check in checks if check.card in new.cards and (old is None or check.card in old.cards)]
    after = list(_firsts(new, known, by))
    before = list(_firsts(old, known, by)) if old else after
    lost = [
        {"check": check.number, "now": card}
        for check, was, card in zip(known, before, after, strict=True)
        if was == check.card != card
    ]
    gained = sum(was != check.card == card for check, was, card in zip(known, before, after, strict=True))
    right = sum(check.card == card for check, card in zip(known, after, strict=True))
    counted: dict[str, Any] = {"checks": len(known), "checks_right": right, "checks_lost": len(lost), "checks_gained": gained}
    return {**counted, "worse": tuple(lost[:MOST_NAMED])}


def _firsts(model: AnswerModel, checks: Sequence[Check], by: Encoder) -> Iterator[str]:
    for check in checks:
        cards = model.judge(check.text, check.language, by, limit=1).cards
        yield cards[0][0] if cards else ""
