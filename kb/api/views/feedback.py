"""What customers say about an answer: wrong, outdated or unclear."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kb.api.caller import caller_of
from kb.api.forms import Feedback
from kb.api.once import once
from kb.api.parameters import query_of
from kb.api.schema import described
from kb.api.shapes.telling import FeedbackKept
from policies.answers import find_card
from policies.content.problems import ContentError
from policies.models import Version
from policies.moment import Moment
from policies.publishing import now
from policies.receipts import read
from policies.trust.flags import flag


class FeedbackView(APIView):
    """`POST /api/v1/feedback`: a flag on the version that the receipt proves, or without one on the version in force."""

    scope = "feedback"

    @described(
        "send_feedback",
        "Say what is wrong with an answer",
        takes=Feedback,
        gives=FeedbackKept,
        refuses=(404,),
        writes="records",
    )
    def post(self, request: Request) -> Response:
        query_of(request, known=())
        return once(request, lambda: self.record(request))

    def record(self, request: Request) -> Response:
        caller, form = caller_of(request), Feedback.read(dict(request.data))
        version = _version(form, caller.audience)
        made = flag(version, form.kind, form.comment, channel=caller.channel, language=form.language)
        body = {
            "feedback": made.pk,
            "card": form.card,
            "version": version.number,
            "kind": made.kind,
            "channel": made.channel,
            "at": made.at,
        }
        return Response(body, status=201)


def _version(form: Feedback, audience: str) -> Version:
    """Raises NotFound for a card that this audience may not see today, ContentError for a receipt of another card."""
    found = find_card(form.card, audience, now())
    if found is None:
        raise NotFound(_("There is no such card."), "unknown_card")
    if not form.receipt:
        return Version.objects.select_related("subject__owner").get(pk=found.live_version_id)
    receipt = read(form.receipt)
    then = find_card(receipt.card, audience, Moment(receipt.at, receipt.revision)) if receipt.card == form.card else None
    if then is None:
        raise ContentError.one("receipt", "other_card", _("This receipt is about something else."))
    return Version.objects.select_related("subject__owner").get(pk=then.live_version_id)
