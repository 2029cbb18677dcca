"""What `/search` and `/suggest` give."""

from typing import Literal

from kb.api.shapes.answers import Trust
from kb.api.shapes.shape import Page, Shape


class Reason(Shape):
    """Why a card was found: what was typed, and what of the card it led to."""

    kind: Literal["title", "question", "text", "synonym", "corrected", "completed", "best_bet", "spelling"]
    typed: str
    found: str
    """The title, a way customers ask, or words of its texts; for `synonym`, `corrected`, `completed` the word taken for it."""


class Counts(Shape):
    """How many of the best two hundred cards have each topic and state of trust, were that filter not set."""

    topic: dict[str, int]
    trust: dict[str, int]


class Hit(Shape):
    """A card that the caller may see."""

    card: str
    title: str
    text: str
    """Its short answer, which holds whatever the order."""
    language: str
    score: float
    """Orders the hits; it is no probability."""
    trust: Trust
    reasons: list[Reason]


class Hits(Page):
    results: list[Hit]
    complete: bool
    """False when time ran out before everything was looked at, or when more was typed than is read."""
    by: Literal["index", "database"]
    """`database` for a plain search of the database: about another day, or while the index is being built."""
    did_you_mean: str | None
    """What was typed with its unknown words corrected."""
    counts: Counts | None
    """With `counts=true`."""


class Suggestion(Shape):
    title: str


class Suggestions(Page):
    results: list[Suggestion]
