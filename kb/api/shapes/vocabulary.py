"""The words that a channel needs."""

from typing import Literal

from kb.api.shapes.answers import Choice
from kb.api.shapes.shape import Page, Shape


class Topic(Shape):
    topic: str
    name: str


class Topics(Page):
    results: list[Topic]


class Dimension(Shape):
    """Something that can be known of an order."""

    dimension: str
    """Its name as a parameter of `/answers/{card}`."""
    kind: Literal["choice", "number", "flag", "date"]
    name: str
    question: str
    """How to ask a customer."""
    options: list[Choice]
    minimum: float | None
    maximum: float | None
    unit: str | None


class Dimensions(Page):
    results: list[Dimension]


class Language(Shape):
    language: str
    name: str
    """What those who speak it call it."""


class Languages(Page):
    results: list[Language]
