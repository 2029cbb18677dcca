"""What `/search` and `/suggest` give."""

from kb.api.shapes.answers import Trust
from kb.api.shapes.shape import Page, Shape


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


class Hits(Page):
    results: list[Hit]


class Suggestion(Shape):
    title: str


class Suggestions(Page):
    results: list[Suggestion]
