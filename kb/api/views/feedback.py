"""What customers say about an answer: helpful or not, wrong, outdated or unclear."""

from django.utils import timezone
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
from policies.feedback import Kind, count_feedback
from policies.models import Version
from policies.moment import Moment
from policies.publishing import now
from policies.receipts import read
from policies.trust.flags import flag
from search.questions import note_outcome

COUNTED = frozenset(Kind.values)


class FeedbackView(APIView):
    """`POST /api/v1/feedback`: about the version that the receipt proves, or without one the version in force."""

    scope = "feedback"
    visitors_may = ("POST",)

    @described(
        "send_feedback",
        "Say whether an answer was helpful, or what is wrong with it",
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
        if caller.is_visitor:
            _require_visitors(form, caller.channel)
        version = _version(form, caller.audience)
        if form.kind in COUNTED:
            _count(version, form, caller.channel)
            made = None
        else:
            made = flag(version, form.kind, form.comment, channel=caller.channel, language=form.language)
        note_outcome(form.receipt, form.kind)
        body = {
            "feedback": made.pk if made else None,
            "card": form.card,
            "version": version.number,
            "kind": form.kind,
            "channel": caller.channel,
            "at": made.at if made else timezone.now(),
        }
        return Response(body, status=201)


def _count(version: Version, form: Feedback, channel: str) -> None:
    """There is no row of its own to name."""
    if form.comment:
        message = _("What is only counted takes no comment. Say that it is wrong, outdated or unclear, and somebody answers.")
        raise ContentError.one("comment", "not_kept", message)
    count_feedback(version, form.kind, channel=channel, language=form.language or _language_of(form.receipt))


def _language_of(receipt: str) -> str:
    return read(receipt).language if receipt else ""


def _require_visitors(form: Feedback, channel: str) -> None:
    """Anybody can be a visitor: they are counted for an answer that the chat gave, and raise no flags."""
    if form.kind not in COUNTED:
        message = _("The chat counts only what is helpful or unhelpful. For more, hand the question over to a person.")
        raise ContentError.one("kind", "not_for_visitors", message)
    if not form.receipt:
        raise ContentError.one("receipt", "missing", _("Send the receipt of the answer that this is about."))
    if read(form.receipt).channel != channel:
        raise ContentError.one("receipt", "other_channel", _("This receipt is about something else."))


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
