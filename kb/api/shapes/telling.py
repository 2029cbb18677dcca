"""What is kept of what a channel tells: feedback, and what became of an offer."""

from datetime import datetime
from typing import Literal

from kb.api.shapes.shape import Shape


class FeedbackKept(Shape):
    feedback: int | None
    """The number of the flag; null for helpful and unhelpful, which are only counted."""
    card: str
    version: int
    """The version that it is about."""
    kind: Literal["helpful", "unhelpful", "wrong", "outdated", "unclear"]
    channel: str
    at: datetime


class OutcomeKept(Shape):
    offer: str
    version: int
    code: str
    outcome: Literal["shown", "accepted", "declined", "cancelled"]
    channel: str
    at: datetime


class EscalationKept(Shape):
    """The question waits for a person."""

    escalation: int
    """Its number: tell it the customer, and a colleague finds the question by it."""
    state: Literal["open", "taken", "closed"]
    queue: str
    reason: str
    """Why a person takes over; `asked` when the customer wants one."""
    card: str | None
    version: int | None
    language: str
    channel: str
    message: str
    """What to tell the customer."""
    at: datetime
