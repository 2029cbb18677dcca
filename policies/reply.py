"""The shapes of what is said. Built by `answers` alone; serializers and templates only read them."""

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property

from policies.content.digest import digest_of
from policies.content.offer import OfferContent
from policies.trust.basis import Basis, Trust


@dataclass(frozen=True)
class Answer:
    """What every channel says, word for word. `digest` names exactly these fields; no offer or note is among them."""

    card: str
    version: int
    rule: str | None
    outcome: str
    language: str
    title: str
    text: str
    html: str

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the RFC 8785 canonical JSON of the fields above."""
        return digest_of(asdict(self))


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Need:
    """An input that is missing: the dimension, what to ask the customer, and for a choice what can be answered."""

    dimension: str
    kind: str
    question: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Pick:
    """A dimension that the card's rules use, with what is known of it, for pickers in a page."""

    need: Need
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """An offer to make after the answer. `reason` is for agents only and empty on a public channel."""

    offer: str
    kind: str
    code: str
    title: str
    text: str
    html: str
    reason: str


@dataclass(frozen=True, slots=True)
class PossibleOffer:
    """An offer that fits the answer; whether it is made depends on its budget and on what this customer was made before."""

    offer_id: int
    content: OfferContent
    shown: ShownOffer


@dataclass(frozen=True, slots=True)
class Escalation:
    """A person takes over: why, in which queue, and what the customer is told meanwhile."""

    reason: str
    queue: str
    message: str


@dataclass(frozen=True, slots=True)
class Fallback:
    """Another language than the one asked for is served: `not_translated`, `outdated` (made for an older meaning), or
    `not_offered` (the channel is not answered in it).
    """

    language: str
    reason: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Told beside an answer whose verification is late: `reason` is due or expired, `text` in the answer's language."""

    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What a page shows around an answer: facts filled in, HTML safe. `notes_html` is empty on a public channel."""

    language: str
    title: str
    short_text: str
    short_html: str
    body_html: str
    notes_text: str
    notes_html: str


@dataclass(frozen=True, slots=True)
class Reply:
    """All that comes with an answer, or instead of one. `status` is answered, needs_context or escalate.

    `offered` are the languages that the channel may be answered in (none: all), `languages` those of them the card has.
    `offer` is chosen among `offers` for one customer at one instant, `trust` follows from `basis` at that instant, and `step`
    is what the channel's ladder made of it; all the rest is the same for everyone. `version_id` is the row of the version that
    speaks, also when it gives no answer.
    """

    status: str
    card: str
    answer: Answer | None
    requested_language: str
    fallback: Fallback | None
    needs: tuple[Need, ...]
    picks: tuple[Pick, ...]
    offer: ShownOffer | None
    escalation: Escalation | None
    queue: str
    basis: Basis
    trust: Trust
    wording: Wording
    languages: tuple[str, ...]
    revision: int
    as_of: datetime
    offers: tuple[PossibleOffer, ...] = ()
    notice: Notice | None = None
    step: str = "serve"
    version_id: int = 0
    offered: tuple[str, ...] = ()

    @property
    def depends_on_customer(self) -> bool:
        """Would the channel do well to say who the customer is?"""
        return any(offer.content.is_limited for offer in self.offers)
