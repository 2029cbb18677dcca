"""What `/changes` gives to caches that follow."""

from datetime import datetime
from typing import Literal

from kb.api.shapes.shape import Page, Shape


class Change(Shape):
    """A line of the log of what took effect."""

    revision: int
    kind: Literal["publish", "withdraw", "vocabulary", "trust"]
    """`vocabulary`: a topic, dimension or channel was changed; `trust`: somebody verified or doubted."""
    thing: str
    """`card:cancel-order`; a public channel is told of cards only and has an empty text for everything else."""
    version: int | None
    cards: list[str] | None
    """The cards whose answers it may touch; null means any of them."""
    effective_from: datetime
    effective_until: datetime | None
    recorded_at: datetime


class Changes(Page):
    results: list[Change]
    revision: int
    """Store this and ask for what is after it next time."""
    next_change_at: datetime | None
    """The next instant at which something may change by itself (something scheduled begins or ends, a card becomes due or
    overdue): what is kept of answers is good until then.
    """
