"""An answer proved: what was said, said again."""

from datetime import datetime
from typing import Any, Literal

from kb.api.shapes.answers import Answer, Fallback, Need, Trust
from kb.api.shapes.shape import Shape


class SaidEscalation(Shape):
    reason: str
    message: str


class SaidVersion(Shape):
    """The version of the card that spoke."""

    number: int
    digest: str


class QuotedFact(Shape):
    fact: str
    version: int
    value: str
    """As it stood in the text."""


class Proof(Shape):
    """`answer` and all that stands instead of one are said again now, from what was in force then."""

    receipt: str
    is_same: bool
    """Whether it is, byte for byte, what was said then."""
    digest_begins: str
    """The beginning of the answer's digest, as the receipt carries it."""
    channel: str
    issued_at: datetime
    as_of: datetime
    revision: int
    card: str | None
    requested_language: str
    context: dict[str, Any]
    """What was known of the order."""
    status: Literal["answered", "needs_context", "escalate"]
    answer: Answer | None
    fallback: Fallback | None
    needs: list[Need]
    escalation: SaidEscalation | None
    trust: Trust | None
    version: SaidVersion | None
    facts: list[QuotedFact]
