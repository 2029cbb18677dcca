"""What became of an offer."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kb.api.caller import Caller, caller_of
from kb.api.forms import Outcome
from kb.api.once import once
from kb.api.parameters import query_of
from kb.api.schema import described
from kb.api.shapes.telling import OutcomeKept
from policies.content.problems import ContentError
from policies.models import OfferOutcome
from policies.outcomes import MadeOffer, find_made, record_outcome
from policies.shown_offers import record_shown


class OutcomesView(APIView):
    """`POST /api/v1/offers/{code}/outcomes`: the code as it stands in the offer, or the offer's slug if it has none."""

    scope = "feedback"
    visitors_may = ("POST",)

    @described("record_outcome", "What became of an offer", takes=Outcome, gives=OutcomeKept, refuses=(409,), writes="records")
    def post(self, request: Request, code: str) -> Response:
        query_of(request, known=())
        return once(request, lambda: self.record(request, code))

    def record(self, request: Request, code: str) -> Response:
        caller, form = caller_of(request), Outcome.read(dict(request.data))
        made = find_made(code, caller.audience)
        if made is None:
            raise NotFound(_("There is no such offer."), "unknown_offer")
        outcome = _by_visitor(made, form, caller) if caller.is_visitor else _by_channel(made, form, caller)
        body = {
            "offer": made.version.subject.slug,
            "version": made.version.number,
            "code": made.code or made.version.typed.code,
            "outcome": outcome.kind,
            "channel": outcome.channel,
            "at": outcome.at,
        }
        return Response(body, status=201)


def _by_channel(made: MadeOffer, form: Outcome, caller: Caller) -> OfferOutcome:
    refs = {"customer_ref": form.customer_ref, "order_ref": form.order_ref}
    return record_outcome(made, form.outcome, channel=caller.channel, receipt=form.receipt, **refs)


def _by_visitor(made: MadeOffer, form: Outcome, caller: Caller) -> OfferOutcome:
    """Anybody can be a visitor: they say only that an offer was shown, with the receipt of the answer before it."""
    if form.outcome != "shown":
        raise ContentError.one("outcome", "not_for_visitors", _("The chat only says that an offer was shown."))
    for field, value in (("customer_ref", form.customer_ref), ("order_ref", form.order_ref)):
        if value:
            raise ContentError.one(field, "not_for_visitors", _("Only a channel with a key says who the customer is."))
    if not form.receipt:
        raise ContentError.one("receipt", "missing", _("Send the receipt of the answer that this is about."))
    return record_shown(made, form.receipt, channel=caller.channel)
