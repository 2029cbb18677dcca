"""What a channel said, in the form in which channels can be compared, and what it should have said."""

from dataclasses import dataclass, fields
from datetime import datetime

from policies.answers import answer_for, find_card
from policies.content.rules import Context
from policies.manner import manner_of
from policies.publishing import moment_at
from policies.reply import Reply


@dataclass(frozen=True, slots=True)
class Probe:
    """One question: a card in a language and a context, as of an instant."""

    card: str
    language: str
    context: Context
    rule: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """`status` is answered, needs_context, escalate, or hidden when the channel knows no such card.

    Fields that a channel does not show are None, and not compared.
    """

    status: str | None
    card: str | None = None
    version: str | None = None
    rule: str | None = None
    language: str | None = None
    digest: str | None = None
    html: str | None = None
    text: str | None = None


HIDDEN = Heard("hidden")


@dataclass(frozen=True, slots=True)
class Divergence:
    """A channel said something else than the database: in which field, and both."""

    probe: Probe
    channel: str
    field: str
    expected: str
    heard: str


def expected(probe: Probe, audience: str, channel: str) -> Heard:
    """What the database says, computed here and now."""
    at = moment_at(probe.as_of)
    card = find_card(probe.card, audience, at)
    if card is None:
        return HIDDEN
    manner = manner_of(channel, audience, at)
    return heard_of(answer_for(card, probe.context, probe.language, at, audience=audience, **manner))


def heard_of(reply: Reply) -> Heard:
    said = reply.answer
    if said is None:
        return Heard(reply.status)
    return Heard(
        reply.status, said.card, str(said.version), said.rule or "", said.language, said.digest, html=said.html, text=said.text
    )


def differences(wanted: Heard, heard: Heard) -> list[tuple[str, str, str]]:
    """Field, what it should be, what it is; only fields that the channel shows."""
    found = []
    for field in fields(Heard):
        should, is_ = getattr(wanted, field.name), getattr(heard, field.name)
        if is_ is not None and (should or "") != is_:
            found.append((field.name, should or "", is_))
    return found
