"""What each channel does with a card as it gets later, and how many cards each choice of a ladder concerns."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from policies.models import Channel
from policies.moment import Moment
from policies.trust.due import Standing
from policies.trust.ladder import LATE, RISKS, SERVE, ladder_of

AHEAD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Turn:
    """From this instant on the channel takes this step, if nobody verifies the card before."""

    step: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a channel does with a card now, and what it will do later."""

    channel: Channel
    step: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Bite:
    """How many cards one cell of a ladder concerns: now, and in addition within 30 days."""

    now: int
    soon: int


def consequences_of(standing: Standing, at: Moment) -> list[Consequence]:
    """Of every channel that may see the card, the agents' among them."""
    channels = Channel.objects.all()
    if standing.version.audience == Channel.Audience.INTERNAL:
        channels = channels.filter(audience=Channel.Audience.INTERNAL)
    return [_consequence(channel, standing, at) for channel in channels]


def _consequence(channel: Channel, standing: Standing, at: Moment) -> Consequence:
    ladder, basis = ladder_of(channel.slug, channel.audience, at), standing.basis
    first = step = ladder.step(standing.risk, standing.state)
    turns = []
    for state, instant in (("due", basis.due_at), ("expired", basis.expires_at)):
        if instant > at.at and ladder.step(standing.risk, state) != step:
            step = ladder.step(standing.risk, state)
            turns.append(Turn(step, instant))
    return Consequence(channel, first, tuple(turns))


def bites(standings: Iterable[Standing], at: Moment) -> dict[str, dict[str, Bite]]:
    """By state and risk: the cards that are due or expired now, and those that will be within 30 days, if nobody verifies."""
    present: Counter[tuple[str, str]] = Counter()
    coming: Counter[tuple[str, str]] = Counter()
    for standing in standings:
        present[standing.state, standing.risk] += 1
        for state, instant in zip(LATE, (standing.basis.due_at, standing.basis.expires_at), strict=True):
            if at.at < instant <= at.at + AHEAD:
                coming[state, standing.risk] += 1
    return {state: {risk: Bite(present[state, risk], coming[state, risk]) for risk in RISKS} for state in LATE}


def is_handled(consequences: Iterable[Consequence]) -> bool:
    """Does any channel do something else than serve it, now or later?"""
    return any(found.step != SERVE or found.turns for found in consequences)
