"""A person takes over: into a queue, taken by somebody, closed with a word on what became of it. Each act is an event.

Free text is masked before it is written. No event holds any of it, because events are kept for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_text
from policies.content.problems import ContentError
from policies.customers import MAX_REF, hash_of
from policies.errors import Conflict
from policies.escalations import message_for
from policies.events import record
from policies.masking import masked
from policies.models import Card, Escalation, Topic, Version
from policies.nudge import nudge
from policies.publishing import current_revision
from policies.queues.rights import may_close, may_reopen, may_take, possible_takers
from policies.queues.telling import write_deliveries
from policies.tasks import tell_queues

State = Escalation.State
MAX_QUESTION, MAX_MESSAGE, MAX_NOTE = 1000, 2000, 2000
ASKED = "asked"  # The customer wants a person, whatever the answer was.


@dataclass(frozen=True, slots=True)
class Handed:
    """What is known of a question that is handed over: where to, why, and what was said before. `context` is as JSON has it."""

    queue: str
    language: str
    reason: str = ASKED
    card: Card | None = None
    version: Version | None = None
    context: Mapping[str, Any] | None = None
    receipt: str = ""
    told: str = ""
    topic: Topic | None = None  # Of which a colleague asks the owner.

    @property
    def message(self) -> str:
        """What the customer is told."""
        return self.told or message_for(self.reason, self.language)


@act
def escalate(
    question: str, handed: Handed, *, channel: str, message: str = "", customer_ref: str = "", by: Any = None
) -> Escalation:
    """Put a question into its queue. Raises ContentError for what does not read."""
    require_text("question", question, MAX_QUESTION)
    require_text("message", message, MAX_MESSAGE)
    require_text("customer_ref", customer_ref, MAX_REF)
    if not question.strip():
        raise ContentError.one("question", "missing", _("Say what the customer asks."))
    made = Escalation.objects.create(
        queue=handed.queue,
        reason=handed.reason,
        channel=channel,
        card=handed.card,
        version=handed.version,
        revision=current_revision(),
        language=handed.language,
        question=masked(question.strip()),
        message=masked(message.strip()),
        context=dict(handed.context or {}),
        receipt=handed.receipt,
        customer=hash_of(customer_ref),
        created_at=timezone.now(),
    )
    what = {"queue": made.queue, "state": made.state, "reason": made.reason}
    about = {"card": handed.card.slug} if handed.card else {}
    about |= {"topic": handed.topic.slug} if handed.topic else {}
    record("escalate", name_of(made), by=by, after=what, channel=channel, **about)
    if write_deliveries(made):
        transaction.on_commit(lambda: nudge(tell_queues))
    return made


@act
def take(escalation: Escalation, *, by: Any) -> Escalation:
    """Work on it. Raises Refused, Conflict when somebody else was first."""
    now = _as_it_is(escalation)
    may_take(by, now).require()
    return _move(now, "take_escalation", by=by, to={"state": State.TAKEN, "by": by, "taken_at": timezone.now()})


@act
def assign(escalation: Escalation, *, by: Any, person: Any) -> Escalation:
    """Give it to somebody who works in the queue, also from one to another. Raises Refused, Conflict, ContentError."""
    now = _as_it_is(escalation)
    may_close(by, now).require()
    if person not in possible_takers(now):
        raise ContentError.one("person", "not_in_queue", _("This person does not work in this queue."))
    return _move(now, "assign_escalation", by=by, to={"state": State.TAKEN, "by": person, "taken_at": timezone.now()})


@act
def close(escalation: Escalation, *, by: Any, note: str) -> Escalation:
    """Say what became of it. Raises Refused, Conflict, ContentError without a word."""
    require_text("note", note, MAX_NOTE)
    now = _as_it_is(escalation)
    may_close(by, now).require()
    if not note.strip():
        raise ContentError.one("note", "missing", _("Say what became of it."))
    return _move(
        now, "close_escalation", by=by, to={"state": State.CLOSED, "note": masked(note.strip()), "closed_at": timezone.now()}
    )


@act
def reopen(escalation: Escalation, *, by: Any) -> Escalation:
    """It was not settled after all: back into the queue, for anybody. Raises Refused, Conflict."""
    now = _as_it_is(escalation)
    may_reopen(by, now).require()
    return _move(now, "reopen_escalation", by=by, to={"state": State.OPEN, "by": None, "taken_at": None, "closed_at": None})


def name_of(escalation: Escalation) -> str:
    """How events name it."""
    return f"escalation:{escalation.pk}"


def _as_it_is(escalation: Escalation) -> Escalation:
    """Raises Conflict when it is not any more what the person acts on."""
    now = Escalation.objects.select_related("card", "version", "by").get(pk=escalation.pk)
    if (now.state, now.by_id) != (escalation.state, escalation.by_id):
        raise Conflict(_("Somebody else was first. Look at it again."))
    return now


def _move(escalation: Escalation, action: str, *, by: Any, to: dict[str, Any]) -> Escalation:
    """By compare-and-set: of two who act at once one gets a Conflict."""
    before = {"state": escalation.state, "person": _named(escalation.by)}
    if not Escalation.objects.filter(pk=escalation.pk, state=escalation.state, by=escalation.by).update(**to):
        raise Conflict(_("Somebody else was first. Look at it again."))
    moved = Escalation.objects.select_related("card", "version", "by").get(pk=escalation.pk)
    after = {"state": moved.state, "person": _named(moved.by)}
    record(action, name_of(moved), by=by, before=before, after=after, queue=moved.queue)
    return moved


def _named(person: Any) -> str:
    return str(person.get_username()) if person else ""
