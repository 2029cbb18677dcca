"""Handing a question over to a person."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from kb.api.caller import Caller, caller_of
from kb.api.forms import Escalating
from kb.api.once import once
from kb.api.parameters import language_asked, query_of
from kb.api.room_calls import list_calls
from kb.api.room_views import ListView
from kb.api.rooms.escalations import ListedEscalations
from kb.api.schema import described
from kb.api.shapes.telling import EscalationKept
from kb.api.throttles import CallerRate, VisitorEscalations
from policies.content.problems import ContentError
from policies.context import read_context
from policies.models import Escalation
from policies.publishing import now
from policies.queues.escalating import Handed, escalate
from policies.queues.proving import proved
from policies.receipts import plain_context
from search.ask import queue_for
from search.questions import note_outcome
from search.recognise import language_of


class EscalateView(ListView):
    """Channels and visitors of the chat hand over; colleagues list what waits."""

    room = ListedEscalations()
    calls = list_calls(ListedEscalations(), has_list=True)["calls"]
    scopes = {"POST": "feedback"}
    visitors_may = ("POST",)
    throttle_classes = [CallerRate, VisitorEscalations]

    @described("escalate", "Hand a question over to a person", gives=EscalationKept, takes=Escalating, writes="records")
    def post(self, request: Request) -> Response:
        """Say the question in the customer's words, and the receipt of what was said to it: the queue follows from them.

        E-mail addresses, phone, card, account and taxpayer numbers are masked before anything is written.
        """
        query_of(request, known=())
        return once(request, lambda: self.hand_over(request))

    def hand_over(self, request: Request) -> Response:
        caller, form = caller_of(request), Escalating.read(dict(request.data))
        if caller.is_visitor and form.customer_ref:
            raise ContentError.one("customer_ref", "not_for_visitors", _("Only a channel with a key says who the customer is."))
        handed = _handed(request, caller, form)
        said = {"message": form.message, "customer_ref": form.customer_ref}
        made = escalate(form.question, handed, channel=caller.channel, **said)
        note_outcome(made.receipt, "escalated")
        return Response(given_json(made, handed), status=201)


def given_json(made: Escalation, handed: Handed) -> dict[str, Any]:
    """Nothing of what the customer wrote: answers to an `Idempotency-Key` are kept."""
    return {
        "escalation": made.pk,
        "state": made.state,
        "queue": made.queue,
        "reason": made.reason,
        "card": made.card.slug if made.card else None,
        "version": made.version.number if made.version else None,
        "language": made.language,
        "channel": made.channel,
        "message": handed.message,
        "at": made.created_at,
    }


def _handed(request: Request, caller: Caller, form: Escalating) -> Handed:
    """By what the receipt proves; without a card, to where questions like this one are answered."""
    known = proved(form.receipt, audience=caller.audience, channel=caller.channel) if form.receipt else None
    asked = known.language if known else language_asked(request, form.lang)
    language = asked or language_of(form.question, list(settings.CONTENT_LANGUAGES))
    handed = known or Handed("", language)
    at = now()
    queue = handed.queue or queue_for(form.question, language=language, audience=caller.audience, at=at)
    context = {**(handed.context or {}), **plain_context(read_context(form.context, "context", at))}
    return replace(handed, queue=queue, context=context, reason=form.reason or handed.reason)
