"""Every question that is asked: noted in a few microseconds, masked and written soon (see `policies.soon`).

What cannot be noted because the database has been away for long is counted and said, and no answer ever waits or fails for it.
"""

import hashlib
import logging
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from policies.channels import AGENTS
from policies.masking import masked
from policies.reply import Reply
from policies.soon import soon, write_with
from search.ask import Asked, band_of
from search.models import Question

logger = logging.getLogger(__name__)
MOST, AT_ONCE = 5000, 200
KEY_LENGTH = 32
SALT = "concord.question.1"
# What opening a result adds to a question, which is then looked at again.
LATER = ("cards", "card", "rule", "receipt", "status", "revision", "chosen", "is_learned")


@dataclass(frozen=True, slots=True)
class Found:
    """What a list of results is known by: the question, its language, the cards shown, how sure the first was."""

    question: str
    language: str
    cards: Sequence[str]
    confidence: float
    revision: int


Note = tuple[datetime, str, Any, str, Any]
_waiting: deque[Note] = deque()
_outcomes: deque[tuple[str, str]] = deque()
_lost = 0


def note_asked(asked: Asked, channel: str, revision: int, receipt: str | None) -> None:
    """This question is being answered on this channel now."""
    _note((timezone.now(), channel, asked, receipt or "", revision))


def note_searched(found: Found, channel: str) -> None:
    """Somebody looked for cards on this channel."""
    _note((timezone.now(), channel, found, "", None))


def note_opened(
    found: Found, person: int, opened: Reply | None, *, is_chosen: bool, receipt: str = "", channel: str = AGENTS
) -> None:
    """An agent asked, or opened one of the results. The same question of the same agent on the same day is one."""
    _note((timezone.now(), channel, found, receipt, (person, opened, is_chosen)))


def note_outcome(receipt: str, outcome: str) -> None:
    """What was said later of the answer with this receipt."""
    if receipt and len(_outcomes) < MOST:
        _outcomes.append((receipt, outcome))
        soon()


def _note(note: Note) -> None:
    global _lost
    if len(_waiting) >= MOST:
        _lost += 1
        return
    _waiting.append(note)
    soon()


def write() -> int:
    """Write what was noted, some hundreds in a transaction. Returns how many; what cannot be written is kept for later."""
    _say_what_was_lost()
    written = 0
    while _waiting or _outcomes:
        notes, outcomes = _some(_waiting), _some(_outcomes)
        rows = list(_rows(notes))  # Masked before anybody has to wait for the database.
        try:
            with transaction.atomic():
                _insert(rows)
                for receipt, outcome in outcomes:
                    Question.objects.filter(key=_key_of(receipt)).update(outcome=outcome, is_learned=False)
        except DatabaseError:
            logger.warning("Could not write what was asked; will try again.", exc_info=True)
            _waiting.extendleft(reversed(notes))
            _outcomes.extendleft(reversed(outcomes))
            soon()
            break
        written += len(notes) + len(outcomes)
    return written


def delete_before(instant: datetime) -> int:
    """Some hundreds of the questions asked before, the oldest first. Returns how many."""
    over = Question.objects.filter(asked_at__lt=instant).values_list("pk", flat=True)[:AT_ONCE]
    return Question.objects.filter(pk__in=list(over)).delete()[0]


def forget() -> None:
    """Start over, as when tables were emptied, or in a process that was forked."""
    _waiting.clear()
    _outcomes.clear()


def _some(queue: deque[Any]) -> list[Any]:
    return [queue.popleft() for _ in range(min(len(queue), AT_ONCE))]


def _say_what_was_lost() -> None:
    global _lost
    lost, _lost = _lost, 0
    if lost:
        logger.warning("%s questions could not be noted: there was no more room.", lost)


def _insert(rows: Iterable[Question]) -> None:
    """One row for each key. What an agent opened is added to the question that stands there already."""
    by_key: dict[str, Question] = {}
    for row in rows:
        if row.key not in by_key or row.chosen or not by_key[row.key].chosen:
            by_key[row.key] = row
    opened = [row for row in by_key.values() if row.chosen]
    others = [row for row in by_key.values() if not row.chosen]
    Question.objects.bulk_create(others, ignore_conflicts=True)
    Question.objects.bulk_create(opened, update_conflicts=True, unique_fields=["key"], update_fields=LATER)


def _rows(notes: Iterable[Note]) -> Iterator[Question]:
    """One that cannot be made takes no other with it."""
    for note in notes:
        try:
            yield _row(*note)
        except Exception:
            logger.exception("A question could not be noted.")


def _row(at: datetime, channel: str, said: Any, receipt: str, more: Any) -> Question:
    if isinstance(said, Asked):
        return _asked(at, channel, said, receipt, more)
    row = Question(
        key=token_hex(KEY_LENGTH // 2),
        way="search" if more is None else "find",
        asked_at=at,
        channel=channel,
        language=said.language,
        text=masked(said.question),
        confidence=round(said.confidence, 3),
        band=band_of(said.confidence) if said.cards else "escalate",
        cards=list(said.cards),
        revision=said.revision,
        receipt=receipt,
    )
    if more is not None:
        person, opened, is_chosen = more
        row.key = key_of_agent(person, said.question, at)
        _answered_by(row, opened)
        row.chosen = opened.card if opened is not None and is_chosen else ""
    return row


def _asked(at: datetime, channel: str, asked: Asked, receipt: str, revision: int) -> Question:
    row = Question(
        key=_key_of(receipt) if receipt else token_hex(KEY_LENGTH // 2),
        way="ask",
        asked_at=at,
        channel=channel,
        language=asked.language,
        text=masked(asked.question),
        confidence=asked.confidence,
        band=asked.band,
        status="escalate" if asked.escalation else "suggest",
        cards=[candidate.card for candidate in asked.candidates],
        revision=revision,
        receipt=receipt,
    )
    _answered_by(row, asked.reply)
    return row


def _answered_by(row: Question, reply: Reply | None) -> None:
    if reply is not None:
        row.card, row.status = reply.card, reply.status
        row.rule = (reply.answer.rule or "") if reply.answer else ""


def _key_of(receipt: str) -> str:
    return hashlib.sha256(receipt.encode()).hexdigest()[:KEY_LENGTH]


def key_of_agent(person: int, question: str, at: datetime) -> str:
    """Tells nobody without the installation's key who it was."""
    asked = f"{person} {timezone.localdate(at)} {' '.join(question.split()).casefold()}"
    return salted_hmac(SALT, asked, algorithm="sha256").hexdigest()[:KEY_LENGTH]


write_with(write, forget)
