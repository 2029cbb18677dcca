"""Saying again what a receipt is about, with the version and the facts it was made from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from policies.answers import INTERNAL, answer_for, find_card
from policies.content.document import CardContent
from policies.content.facts import format_fact, quoted_facts
from policies.content.problems import ContentError
from policies.content.rules import Context
from policies.content.variants import value_for
from policies.context import read_context
from policies.escalations import NO_ANSWER, message_for
from policies.languages import offered_language
from policies.models import Subject, Version
from policies.moment import Moment
from policies.publishing import current_revision, in_force
from policies.receipts import Receipt, digest_of_escalation, digest_of_reply
from policies.reply import Escalation, Reply
from policies.trust.ladder import fixed


@dataclass(frozen=True, slots=True)
class UsedFact:
    """A fact that the answer stands on: which version of it, and the value it had, as that language writes it.

    `text` is empty when what was known left several values, of which none made a difference.
    """

    fact: str
    version: int
    text: str


@dataclass(frozen=True, slots=True)
class Replay:
    """A receipt with what it is about said again. `is_same` when that has the digest in the receipt.

    Without a card there is no reply and no version, only the escalation.
    """

    receipt: Receipt
    is_same: bool
    escalation: Escalation | None
    reply: Reply | None = None
    version: Version | None = None
    facts: tuple[UsedFact, ...] = ()


def replay(receipt: Receipt, *, audience: str, channel: str) -> Replay | None:
    """None when this audience may not see the card today, or the receipt is none of this public channel's business.

    Raises ContentError for a receipt of a state that this database has not reached.
    """
    if audience != INTERNAL and receipt.channel != channel:
        return None
    if receipt.revision > current_revision():
        message = _("This receipt is of a later revision than is stored here. Was an older backup restored?")
        raise ContentError.one("receipt", "unknown_revision", message)
    if not receipt.card:
        said = Escalation(NO_ANSWER, "", message_for(NO_ANSWER, offered_language(receipt.language, receipt.offered)))
        return Replay(receipt, digest_of_escalation(said) == receipt.digest, said)
    at = Moment(receipt.at, receipt.revision)
    card = find_card(receipt.card, audience, at)
    if card is None:
        return None
    context = read_context(receipt.context, at=at)
    then: dict[str, Any] = {"ladder": fixed(receipt.step), "offered": receipt.offered}
    reply = answer_for(card, context, receipt.language, at, audience=audience, **then)
    version = in_force(Subject.Kind.CARD, [card.slug], at)[card.slug]
    return Replay(
        receipt,
        is_same=digest_of_reply(reply) == receipt.digest,
        escalation=reply.escalation,
        reply=reply,
        version=version,
        facts=tuple(_facts(version.typed, reply, context, at, with_bounds=audience == INTERNAL)),
    )


def _facts(content: CardContent, reply: Reply, context: Context, at: Moment, *, with_bounds: bool) -> Iterator[UsedFact]:
    """Those that the answer quotes; for colleagues also those whose numbers decided."""
    used = content.bound_facts if with_bounds else frozenset()
    if reply.answer is not None:
        used |= _quoted(content.languages[reply.answer.language].model_dump(), reply.answer.rule)
    language = reply.wording.language
    for slug, version in in_force(Subject.Kind.FACT, used, at).items():
        value = value_for(version.typed, context)
        yield UsedFact(slug, version.number, format_fact(value, language) if value else "")


def _quoted(texts: Mapping[str, Any], rule: str | None) -> frozenset[str]:
    said = [texts["texts"][rule]] if rule else [texts["short"], texts["body"]]
    return frozenset(key for text in said for key in quoted_facts(text))
