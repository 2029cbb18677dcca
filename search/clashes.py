"""What the answer model says of the cards: which are taken for each other, and which examples look as if they stood at another.

Read from the questions left out when the model was fitted; nobody has to ask for it. Texts come from the versions in force.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from policies.answers import INTERNAL, find_cards
from policies.content.document import CardContent
from policies.models import Card, Version
from policies.publishing import now
from search.model import shelf
from search.model.answers import AnswerModel
from search.model.comparing import languages_of
from search.model.trial import key_of

# Two cards of which a third of all questions change sides are one card to customers; fewer are a matter of words.
ONE_CARD, FEWEST, SHOWN = 1 / 3, 2, 4
# How far another card's score may stand above its own before an example looks misplaced. On the demo store one example in
# fifty; a question that somebody puts to the wrong card stands further off.
MISPLACED = 0.45
Advice = Literal["merge", "reword", "move"]


@dataclass(frozen=True, slots=True)
class Left:
    """An example that, left out, was taken for another card's. `lead` is by how much, in scores from 0 to about 1."""

    card: Card
    other: Card
    language: str
    text: str
    lead: float


@dataclass(frozen=True, slots=True)
class Clash:
    """Two cards that are taken for each other: `taken` of the first's questions for the second's, `given` the other way, of
    `of` questions of both.
    """

    card: Card
    other: Card
    taken: int
    given: int
    of: int
    examples: tuple[Left, ...]

    @property
    def count(self) -> int:
        return self.taken + self.given

    @property
    def advice(self) -> Advice:
        """Merge what customers do not tell apart; move what goes one way only; else reword."""
        if self.count >= ONE_CARD * self.of:
            return "merge"
        return "move" if not min(self.taken, self.given) and self.count > FEWEST else "reword"


@dataclass(frozen=True, slots=True)
class Looked:
    """What there is to look at, worst first; `is_ready` once there is a model."""

    clashes: tuple[Clash, ...] = ()
    misplaced: tuple[Left, ...] = ()
    is_ready: bool = True


def look() -> Looked:
    """At the model that colleagues' pages use, which knows all cards."""
    volume = shelf.current(INTERNAL)
    model = volume.model if volume else None
    if model is None:
        return Looked(is_ready=False)
    missed = np.flatnonzero(model.tried.places > 0)
    cards = find_cards(_slugs(model, missed.tolist()), INTERNAL, now())
    left = dict(_left(model, missed.tolist(), cards))
    lead = {row: item.lead for row, item in left.items()}
    misplaced = [left[row] for row in sorted(left, key=lambda row: (-lead[row], row)) if lead[row] >= MISPLACED]
    return Looked(tuple(_clashes(model, left)), tuple(misplaced))


def _slugs(model: AnswerModel, rows: Iterable[int]) -> Iterator[str]:
    for row in rows:
        yield from (model.cards[model.tried.owners[row]], model.cards[model.tried.firsts[row]])


def _left(model: AnswerModel, rows: Iterable[int], cards: Mapping[str, Card]) -> Iterator[tuple[int, Left]]:
    """Those whose text is still what the model read."""
    tried, languages = model.tried, languages_of(model)
    versions = Version.objects.in_bulk({card.live_version_id for card in cards.values()})
    for row in rows:
        card, other = (cards.get(model.cards[number]) for number in (tried.owners[row], tried.firsts[row]))
        if card is None or other is None:
            continue
        content: CardContent = versions[card.live_version_id].typed
        language = languages[tried.languages[row]]
        texts = content.languages.get(language)
        place = int(tried.numbers[row]) - 1
        text = texts.questions[place] if texts and 0 <= place < len(texts.questions) else ""
        if text and key_of(card.slug, language, text) == int(tried.keys[row]):
            yield row, Left(card, other, language, text, round(float(tried.best[row] - tried.own[row]), 3))


def _clashes(model: AnswerModel, left: Mapping[int, Left]) -> list[Clash]:
    pairs: dict[tuple[str, str], list[Left]] = defaultdict(list)
    for item in left.values():
        one, two = sorted((item.card.slug, item.other.slug))
        pairs[one, two].append(item)
    asked = np.bincount(model.tried.owners, minlength=len(model.cards))
    numbers = {slug: number for number, slug in enumerate(model.cards)}
    found = []
    for (one, two), items in pairs.items():
        if len(items) < FEWEST:
            continue
        taken = [item for item in items if item.card.slug == one]
        sides = {item.card.slug: item.card for item in items} | {item.other.slug: item.other for item in items}
        of = int(asked[numbers[one]] + asked[numbers[two]])
        worst = tuple(sorted(items, key=lambda item: (-item.lead, item.text))[:SHOWN])
        found.append(Clash(sides[one], sides[two], len(taken), len(items) - len(taken), of, worst))
    return sorted(found, key=lambda clash: (-clash.count, clash.card.slug, clash.other.slug))
