"""Fits as the page shows them: the newest of each audience, and what became worse in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from policies.answers import INTERNAL, find_cards
from policies.content.document import CardContent
from policies.models import Version
from policies.publishing import now
from search.folder import AUDIENCES
from search.learned import CheckQuestion, Fit

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Worse:
    """A question that found its card with the model in use, and finds `now` with the new one."""

    text: str
    language: str
    card: str
    now: str
    is_check: bool


@dataclass(frozen=True, slots=True)
class FitLine:
    """`first` and `five` are shares of the questions left out, in percent; None where there are none."""

    fit: Fit
    worse: tuple[Worse, ...]

    @property
    def is_held(self) -> bool:
        return self.fit.state == Fit.State.HELD

    @property
    def first(self) -> int | None:
        return round(100 * self.fit.found_first / self.fit.tried) if self.fit.tried else None

    @property
    def five(self) -> int | None:
        return round(100 * self.fit.found_among_five / self.fit.tried) if self.fit.tried else None


def fit_lines() -> list[FitLine]:
    """One for each audience that has a model."""
    newest = [Fit.objects.select_related("decided_by").filter(audience=audience).first() for audience in AUDIENCES]
    return [line_of(fit) for fit in newest if fit is not None]


def line_of(fit: Fit) -> FitLine:
    return FitLine(fit, tuple(_worse(fit))[:SHOWN] if fit.state == Fit.State.HELD else ())


def _worse(fit: Fit) -> Iterator[Worse]:
    checks = CheckQuestion.objects.select_related("card").in_bulk([row["check"] for row in fit.worse if "check" in row])
    slugs = {row["card"] for row in fit.worse if "card" in row}
    cards = find_cards(slugs, INTERNAL, now())
    versions = Version.objects.in_bulk({card.live_version_id for card in cards.values()})
    contents = {slug: versions[card.live_version_id].typed for slug, card in cards.items()}
    for row in fit.worse:
        check = checks.get(row.get("check"))
        if check is not None:
            yield Worse(check.text, check.language, check.card.slug, row["now"], is_check=True)
        elif text := _example(contents.get(row.get("card")), row):
            yield Worse(text, row["language"], row["card"], row["now"], is_check=False)


def _example(content: CardContent | None, row: dict[str, Any]) -> str:
    """Empty when the card says something else by now."""
    texts = content.languages.get(row["language"]) if content else None
    place = int(row.get("place", 0)) - 1
    return texts.questions[place] if texts and 0 <= place < len(texts.questions) else ""
