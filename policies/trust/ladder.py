"""What a channel does with an answer whose verification is due or expired: serve it, serve it with a notice, or hand over.

A channel's ladder is `{"due": {"low": "serve", ...}, "expired": {...}}`; what it does not say is as usual for its audience.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from policies.content.problems import ContentError
from policies.memory import recall
from policies.models import Card, Channel
from policies.moment import Moment
from policies.terms import terms_of

SERVE, NOTICE, ESCALATE = STEPS = ("serve", "notice", "escalate")
LATE = ("due", "expired")
RISKS = tuple(Card.Risk.values)
Steps = Mapping[str, Mapping[str, str]]
# A colleague can judge for herself; a customer cannot.
USUAL: Mapping[str, Steps] = {
    Channel.Audience.INTERNAL: {"due": dict.fromkeys(RISKS, SERVE), "expired": dict.fromkeys(RISKS, NOTICE)},
    Channel.Audience.PUBLIC: {
        "due": dict.fromkeys(RISKS, SERVE),
        "expired": {"low": NOTICE, "medium": NOTICE, "high": ESCALATE},
    },
}


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps of one channel. Empty: everything is served, as when only the words themselves are wanted."""

    steps: Steps = field(default_factory=dict)

    def step(self, risk: str, state: str) -> str:
        return self.steps.get(state, {}).get(risk, SERVE)


SERVES_ALL = Ladder()


def fixed(step: str) -> Ladder:
    """The ladder that takes this step whatever the trust; a receipt says which one was taken then."""
    return Ladder({state: dict.fromkeys(RISKS, step) for state in ("verified", *LATE)})


def ladder_of(channel: str, audience: str, at: Moment) -> Ladder:
    """The ladder of a channel, kept for the epoch; the usual one of the audience for a channel that has no row."""
    known = recall(at)
    key = ("ladder", channel, audience)
    if key not in known:
        known[key] = Ladder(with_usual(terms_of(channel, at).steps, audience))
    found: Ladder = known[key]
    return found


def with_usual(steps: Mapping[str, Any], audience: str) -> dict[str, dict[str, str]]:
    """Every step, the usual ones where the channel says nothing."""
    return {state: {**USUAL[audience][state], **steps.get(state, {})} for state in LATE}


def read_ladder(given: Any) -> dict[str, dict[str, str]]:
    """Raises ContentError naming the field for an unknown state, risk or step."""
    if not isinstance(given, dict):
        raise ContentError.one("ladder", "type", _("Write the steps for due and expired."))
    for state, steps in given.items():
        if state not in LATE or not isinstance(steps, dict):
            raise ContentError.one(f"ladder.{state}", "choice", _("Choose one of %(choices)s.") % {"choices": ", ".join(LATE)})
        for risk, step in steps.items():
            if risk not in RISKS or step not in STEPS:
                message = _("Choose one of %(choices)s.") % {"choices": ", ".join(RISKS if risk not in RISKS else STEPS)}
                raise ContentError.one(f"ladder.{state}.{risk}", "choice", message)
    return {state: dict(steps) for state, steps in given.items()}
