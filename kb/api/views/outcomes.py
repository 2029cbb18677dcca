"""What became of an offer."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kb.api.caller import caller_of
from kb.api.forms import Outcome
from kb.api.once import once
from kb.api.parameters import query_of
from kb.api.schema import described
from kb.api.shapes.telling import OutcomeKept
from policies.outcomes import find_made, record_outcome


class OutcomesView(APIView):
    """`POST /api/v1/offers/{code}/outcomes`: the code as it stands in the offer, or the offer's slug if it has none."""

    scope = "feedback"

    @described("record_outcome", "What became of an offer", takes=Outcome, gives=OutcomeKept, refuses=(409,), writes="records")
    def post(self, request: Request, code: str) -> Response:
        query_of(request, known=())
        return once(request, lambda: self.record(request, code))

    def record(self, request: Request, code: str) -> Response:
        caller, form = caller_of(request), Outcome.read(dict(request.data))
        made = find_made(code, caller.audience)
        if made is None:
            raise NotFound(_("There is no such offer."), "unknown_offer")
        outcome = record_outcome(
            made,
            form.outcome,
            channel=caller.channel,
            customer_ref=form.customer_ref,
            order_ref=form.order_ref,
            receipt=form.receipt,
        )
        body = {
            "offer": made.version.subject.slug,
            "version": made.version.number,
            "code": made.code or made.version.typed.code,
            "outcome": outcome.kind,
            "channel": outcome.channel,
            "at": outcome.at,
        }
        return Response(body, status=201)
