"""Receipts: what was said, to be proved and said again later.

A receipt is a signed note of the question; the log does the rest.

Nothing is written when an answer is given. A receipt names card, context, language, moment and revision; because the log
only grows, the same moment gives the same answer for ever, and the digest in the receipt proves that it did. Keys rotate
by Django's `SECRET_KEY_FALLBACKS`: receipts signed with a former key stay good.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.signing import BadSignature, Signer
from django.utils import timezone

from policies.answers import answer_for, find_card
from policies.content.conditions import Value
from policies.content.problems import ContentError
from policies.content.rules import Context
from policies.context import read_context
from policies.models import Version
from policies.moment import Moment
from policies.publishing import in_force
from policies.reply import Reply

SALT = "concord.receipt.1"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DIGEST_LENGTH = 32  # Hexadecimal digits kept: 128 bits are enough to prove sameness, and short enough to quote in a ticket.


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a token says: the question as it was asked, on which channel and when, and the digest of what was said."""

    card: str
    language: str
    context: Mapping[str, Any]
    at: datetime
    revision: int
    channel: str
    issued_at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Replay:
    """A receipt with its answer said again, from which version and facts; `is_same` when the digest is the one in
    the receipt.
    """

    receipt: Receipt
    reply: Reply
    facts: Mapping[str, int]
    is_same: bool


def issue(reply: Reply, context: Context, channel: str) -> str:
    """The token for a reply that is being given on this channel now."""
    note = [
        reply.card,
        reply.requested_language,
        {name: _plain(value) for name, value in sorted(context.items())},
        (reply.as_of - EPOCH) // timedelta(microseconds=1),
        reply.revision,
        channel,
        (timezone.now() - EPOCH) // timedelta(seconds=1),
        _short(reply),
    ]
    return Signer(salt=SALT).sign_object(note)


def read(token: str) -> Receipt:
    """Raises ContentError for a token that was altered, cut, or signed by somebody else."""
    try:
        card, language, context, at, revision, channel, issued, digest = Signer(salt=SALT).unsign_object(token)
    except (BadSignature, ValueError):
        message = "This is not a receipt of this installation, or it was altered. Check that it was copied whole."
        raise ContentError.one("receipt", "invalid", message) from None
    asked_at, issued_at = EPOCH + timedelta(microseconds=at), EPOCH + timedelta(seconds=issued)
    return Receipt(card, language, context, asked_at, revision, channel, issued_at, digest)


def replay(receipt: Receipt, *, audience: str) -> Replay | None:
    """Say it again. None when this audience may not see the card today."""
    at = Moment(receipt.at, receipt.revision)
    card = find_card(receipt.card, audience, at)
    if card is None:
        return None
    reply = answer_for(card, read_context(receipt.context, at=at), receipt.language, at, audience=audience)
    version = Version.objects.select_related("subject").get(pk=card.live_version_id)
    facts = {slug: fact.number for slug, fact in in_force("fact", version.typed.facts, at).items()}
    return Replay(receipt, reply, facts, is_same=_short(reply) == receipt.digest)


def _short(reply: Reply) -> str:
    return reply.answer.digest.removeprefix("sha256:")[:DIGEST_LENGTH] if reply.answer else ""


def _plain(value: Value) -> str | int | bool:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    return value.isoformat() if isinstance(value, date) else value
