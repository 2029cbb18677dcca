"""Receipts: what was said, to be proved and said again later. See `docs/receipts.md`.

A receipt is a signed note of the question; the log does the rest. Nothing is written when an answer is given: because the log
only grows, the same card, context, language, instant and revision give the same answer for ever, and the digest in the receipt
proves that they did. Keys rotate by Django's SECRET_KEY_FALLBACKS: what was signed with a former key stays good.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.signing import BadSignature, Signer
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.content.conditions import Value
from policies.content.digest import digest_of
from policies.content.problems import ContentError
from policies.content.rules import Context
from policies.moment import Moment
from policies.reply import Escalation, Reply
from policies.trust.basis import STATES, Trust
from policies.trust.ladder import STEPS

SALT, SEPARATOR = "concord.receipt.1", "."
MAX_LENGTH = 8000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND, SECOND = timedelta(microseconds=1), timedelta(seconds=1)
DIGEST_BYTES = 16  # 128 of 256 bits: enough to prove sameness, and half as long.


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a token says: the question as it was asked, on which channel and when, with what trust, which step the channel's
    ladder took because of it, in which languages the channel could be answered then (`offered`; none: all), and the digest of
    what was said. `card` is empty when a person took over because nothing was recognised.
    """

    token: str
    card: str
    language: str
    context: Mapping[str, Any]
    at: datetime
    revision: int
    channel: str
    issued_at: datetime
    trust: Trust | None
    digest: str
    step: str = STEPS[0]
    offered: tuple[str, ...] = ()

    @property
    def digest_begins(self) -> str:
        """How the digest of what was said begins, in the form in which answers carry theirs."""
        return f"sha256:{urlsafe_b64decode(self.digest + '==').hex()}"


def issue(reply: Reply, context: Context, channel: str, *, at: datetime | None = None) -> str:
    """The token for a reply that is being given on this channel now. Computes, and neither reads nor writes anything.

    `at` is another instant than the reply's at which it says the same, because nothing changed in between.
    """
    said = digest_of_reply(reply)
    moment, terms = Moment(at or reply.as_of, reply.revision), _terms(STEPS.index(reply.step), reply.offered)
    return _sign(reply.card, reply.requested_language, context, moment, channel, reply.trust, said, terms)


def issue_unanswered(escalation: Escalation, language: str, at: Moment, channel: str, *, offered: tuple[str, ...] = ()) -> str:
    """The token for a question in which no card was recognised, so that a person takes over."""
    return _sign("", language, {}, at, channel, None, digest_of_escalation(escalation), _terms(0, offered))


def read(token: str) -> Receipt:
    """Raises ContentError for a token that was altered, cut, or signed by somebody else."""
    try:
        if len(token) > MAX_LENGTH:
            raise BadSignature
        note = Signer(salt=SALT, sep=SEPARATOR).unsign_object(token)
    except (BadSignature, ValueError):
        message = _("This is not a receipt of this installation, or it was altered. Check that it was copied whole.")
        raise ContentError.one("receipt", "invalid", message) from None
    card, language, context, instant, revision, channel, issued, trust, digest, *terms = note
    at = EPOCH + instant * MICROSECOND
    step, offered = STEPS[terms[0] if terms else 0], tuple(terms[1] if len(terms) > 1 else ())
    issued_at = at + issued * SECOND
    return Receipt(token, card, language, context, at, revision, channel, issued_at, _trust(trust, at), digest, step, offered)


def digest_of_reply(reply: Reply) -> str:
    """Names what was said: the answer, or what was asked for or announced instead of one."""
    if reply.answer is not None:
        return _short(reply.answer.digest)
    if reply.escalation is not None:
        return digest_of_escalation(reply.escalation)
    return _short(digest_of({"needs": [asdict(need) for need in reply.needs]}))


def digest_of_escalation(escalation: Escalation) -> str:
    """The queue is the store's own business, and where it lies may change."""
    return _short(digest_of({"reason": escalation.reason, "message": escalation.message}))


def _sign(
    card: str, language: str, context: Context, at: Moment, channel: str, trust: Trust | None, digest: str, terms: list[Any]
) -> str:
    """Instants other than the moment itself are written as distances from it, which are short."""
    note = [
        card,
        language,
        plain_context(context),
        (at.at - EPOCH) // MICROSECOND,
        at.revision,
        channel,
        (timezone.now() - at.at) // SECOND,
        trust and [STATES.index(trust.state), *((day - at.at) // MICROSECOND for day in (trust.verified_at, trust.due_at))],
        digest,
        *terms,
    ]
    return Signer(salt=SALT, sep=SEPARATOR).sign_object(note)


def plain_context(context: Context) -> dict[str, Any]:
    """As JSON says it and `read_context` reads it, in the order of the names."""
    return {name: _plain(value) for name, value in sorted(context.items())}


def _terms(step: int, offered: tuple[str, ...]) -> list[Any]:
    """What the channel made of it; nothing where it serves everything in every language, as most do."""
    if offered:
        return [step, list(offered)]
    return [step] if step else []


def _trust(note: list[int] | None, at: datetime) -> Trust | None:
    return Trust(STATES[note[0]], at + note[1] * MICROSECOND, at + note[2] * MICROSECOND) if note else None


def _short(digest: str) -> str:
    part = bytes.fromhex(digest.removeprefix("sha256:"))[:DIGEST_BYTES]
    return urlsafe_b64encode(part).decode().rstrip("=")


def _plain(value: Value) -> str | int | bool:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    return value.isoformat() if isinstance(value, date) else value
