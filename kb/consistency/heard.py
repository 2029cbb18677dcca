"""What a channel said, in the form in which channels can be compared, and what it should have said."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from policies.answers import INTERNAL, PUBLIC, answer_for, find_card
from policies.content.rules import Context
from policies.manner import manner_of
from policies.memory import next_change_after
from policies.models import Subject
from policies.moment import Moment
from policies.publishing import in_force
from policies.reply import Reply


@dataclass(frozen=True, slots=True)
class Probe:
    """One question: a card in a language and a context, as of an instant; or about now, as customers ask, without one."""

    card: str
    language: str
    context: Context
    rule: str
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class Heard:
    """`status` is answered, needs_context, escalate, or hidden when the channel knows no such card.

    Fields that a channel does not show are None, and not compared; nor are `revision` and `at`, which say what it was about.
    """

    status: str | None
    card: str | None = None
    version: str | None = None
    rule: str | None = None
    language: str | None = None
    digest: str | None = None
    html: str | None = None
    text: str | None = None
    title: str | None = None
    short: str | None = None
    revision: int | None = field(default=None, compare=False)
    at: datetime | None = field(default=None, compare=False)


HIDDEN = Heard("hidden")
COMPARED = tuple(field.name for field in fields(Heard) if field.compare)


@dataclass(frozen=True, slots=True)
class Divergence:
    """A channel said something else than the database: in which field, and both."""

    probe: Probe
    channel: str
    field: str
    expected: str
    heard: str


@dataclass(slots=True)
class While:
    """Between what two moments something was heard. What is said must be right of one in between: no earlier, no later."""

    first: Moment
    last: Moment

    def moments(self, heard: Heard) -> Iterator[Moment]:
        """The last first. A channel that says which revision and instant it speaks of must be right of that one."""
        revisions = range(self.last.revision, self.first.revision - 1, -1)
        instants = [heard.at] if heard.at else self._instants()
        for revision in revisions if heard.revision is None else [heard.revision]:
            for at in instants:
                yield Moment(at, revision)

    def _instants(self) -> list[datetime]:
        """Both ends, and whatever was scheduled to begin or end between them."""
        found = [self.first.at]
        while (following := next_change_after(found[-1])) is not None and following <= self.last.at:
            found.append(following)
        return [self.last.at, *reversed(found)]

    def has(self, heard: Heard) -> bool:
        """Did it speak of a revision that it could know and had to know?"""
        return heard.revision is None or self.first.revision <= heard.revision <= self.last.revision


def divergences(probe: Probe, audience: str, channel: str, heard: Heard, span: While) -> list[tuple[str, str, str]]:
    """Field, what it should be, what it is; nothing when it is right of some moment while it was asked."""
    if not span.has(heard):
        return [("revision", f"{span.first.revision} to {span.last.revision}", str(heard.revision))]
    nearest: list[tuple[str, str, str]] = []
    for today in span.moments(Heard(None)):
        for at in [today] if probe.as_of is None and heard.at is None else span.moments(heard):
            about = at if probe.as_of is None else Moment(probe.as_of, at.revision)
            found = differences(expected(probe, audience, channel, about, today), heard)
            if not found:
                return []
            nearest = nearest or found
    return nearest


def expected(probe: Probe, audience: str, channel: str, at: Moment, today: Moment) -> Heard:
    """What the database says of that moment, computed here. The public is told nothing of what is internal `today`."""
    card = find_card(probe.card, INTERNAL, at)
    if card is None or (audience == PUBLIC and not all(is_public(probe.card, moment) for moment in (at, today))):
        return HIDDEN
    manner = manner_of(channel, audience, at)
    return heard_of(answer_for(card, probe.context, probe.language, at, audience=audience, **manner))


def is_public(card: str, at: Moment) -> bool:
    """Is nothing internal in force under this name?"""
    version = in_force(Subject.Kind.CARD, [card], at).get(card)
    return version is None or version.audience == PUBLIC


def heard_of(reply: Reply) -> Heard:
    said = reply.answer
    wording: dict[str, Any] = {"title": reply.wording.title, "short": reply.wording.short_text}
    if said is None:
        return Heard(reply.status, **wording)
    return Heard(
        reply.status, said.card, str(said.version), said.rule or "", said.language, said.digest, html=said.html, text=said.text,
        **wording,
    )  # fmt: skip


def differences(wanted: Heard, heard: Heard) -> list[tuple[str, str, str]]:
    """Field, what it should be, what it is; only fields that the channel shows."""
    found = []
    for name in COMPARED:
        should, is_ = getattr(wanted, name), getattr(heard, name)
        if is_ is not None and (should or "") != is_:
            found.append((name, should or "", is_))
    return found
