"""How far an answer can be trusted today: derived from dates, never stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from policies.models import Card

INTERVALS = {Card.Risk.LOW: timedelta(days=365), Card.Risk.MEDIUM: timedelta(days=180), Card.Risk.HIGH: timedelta(days=90)}
STATES = ("verified", "due", "expired")
GRACE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Trust:
    """`state` is verified, due or expired; a version counts as verified when it was approved."""

    state: str
    verified_at: datetime
    due_at: datetime


def trust_of(verified_at: datetime, risk: str, at: datetime) -> Trust:
    """Due after the interval of the card's risk, expired when the days of grace are over too."""
    due_at = verified_at + INTERVALS[Card.Risk(risk)]
    state = "verified" if at < due_at else "due" if at < due_at + GRACE else "expired"
    return Trust(state, verified_at, due_at)
