"""The answers of /answers and /ask, field by field as section 6 of the contract has them."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from kb.api.shapes.shape import Shape

Outcome = Literal["allowed", "not_allowed", "depends", "information"]


class Answer(Shape):
    """The same text and the same digest on every channel."""

    card: str
    version: int
    rule: str | None
    """The row of the decision table that decided; null when the card has none."""
    outcome: Outcome
    language: str
    title: str
    text: str
    """Plain text."""
    html: str
    """The same, as clean HTML. Show it as it is."""
    digest: str = Field(pattern="^sha256:[0-9a-f]{64}$")
    """SHA-256 of the RFC 8785 canonical JSON of this object without `digest`."""


class Fallback(Shape):
    """Another language than the one asked for is served."""

    language: str
    """The language that is served instead."""
    reason: Literal["not_translated", "outdated", "not_offered"]
    """`outdated`: the translation was made for an older meaning; `not_offered`: the channel is not answered in it."""


class Choice(Shape):
    value: str
    """What to send."""
    label: str
    """What to show to the customer."""


class Need(Shape):
    """An input that is missing: ask it, and call again with `dimension=value`."""

    dimension: str
    kind: Literal["choice", "number", "flag", "date"]
    question: str
    """To ask the customer, in the customer's language."""
    options: list[Choice]
    """What can be chosen; empty unless `kind` is choice."""


class ShownOffer(Shape):
    """An offer to make after the answer; the outcome never depends on it."""

    offer: str
    kind: str
    code: str
    title: str
    text: str
    html: str
    reason: str | None = None
    """Why it is made: for internal channels only, and not there on a public one."""


class Escalation(Shape):
    """A person takes over."""

    reason: str
    queue: str
    message: str
    """What to tell the customer meanwhile."""


class Trust(Shape):
    """Whether somebody has said in time that this is still right."""

    state: Literal["verified", "due", "expired"]
    verified_at: datetime
    due_at: datetime


class Notice(Shape):
    """To show beside an answer whose verification is late."""

    reason: Literal["due", "expired"]
    text: str


class Notes(Shape):
    """For agents: never to be shown to a customer."""

    text: str
    html: str


class Reply(Shape):
    """All that comes with an answer, or instead of one."""

    status: Literal["answered", "needs_context", "escalate"]
    """`needs_context`: ask what `needs` says; `escalate`: a person takes over. A rule may answer and escalate at once."""
    answer: Answer | None
    requested_language: str
    fallback: Fallback | None
    needs: list[Need]
    offer: ShownOffer | None
    escalation: Escalation | None
    trust: Trust
    notice: Notice | None
    revision: int
    """What had taken effect when this was said; the same as the header `Concord-Revision`."""
    as_of: datetime
    receipt: str | None
    """With this `GET /receipts/{receipt}` proves what was said."""
    notes: Notes | None = None
    """On internal channels only; elsewhere it is not there."""


class Candidate(Shape):
    """A card that the question may be about."""

    card: str
    title: str
    text: str
    score: float
    """Orders the candidates; it is no probability."""


class Hint(Need):
    """What the question itself says of the order: to be confirmed, changed or dropped by whoever asks.

    Sent back as `context` it is known. Until then it changes neither outcome nor offer nor any amount of money.
    """

    name: str
    value: str
    """What to send to confirm it."""
    label: str
    """What to show."""
    words: str
    """The part of the question that says so, from `start` up to `end` (excluded), in characters."""
    start: int
    end: int
    is_assumed: bool
    """The answer is about this value: every other would have had the same outcome, no offer and no amounts."""


class AskedReply(Reply):
    """A reply when one is sure enough; otherwise candidates to choose from, or a person."""

    status: Literal["answered", "needs_context", "escalate", "suggest"]  # type: ignore[assignment]
    trust: Trust | None  # type: ignore[assignment]
    question: str
    confidence: float = Field(ge=0, le=1)
    candidates: list[Candidate]
    hints: list[Hint]
    """What the question says of the order and the card can use; what was given as `context` is not among them."""
