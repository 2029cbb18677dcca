"""How a channel says what is said: by which ladder, and in which languages."""

from typing import TypedDict

from policies.moment import Moment
from policies.terms import terms_of
from policies.trust.ladder import Ladder, ladder_of


class Manner(TypedDict):
    """As `answers.answer_for` takes them."""

    ladder: Ladder
    offered: tuple[str, ...]


def manner_of(channel: str, audience: str, at: Moment) -> Manner:
    return {"ladder": ladder_of(channel, audience, at), "offered": terms_of(channel, at).languages}
