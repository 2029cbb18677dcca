"""What is kept of what a channel tells: feedback, and what became of an offer."""

from datetime import datetime
from typing import Literal

from kb.api.shapes.shape import Shape


class FeedbackKept(Shape):
    feedback: int
    card: str
    version: int
    """The version that it is about."""
    kind: Literal["wrong", "outdated", "unclear"]
    channel: str
    at: datetime


class OutcomeKept(Shape):
    offer: str
    version: int
    code: str
    outcome: Literal["shown", "accepted", "declined", "cancelled"]
    channel: str
    at: datetime
