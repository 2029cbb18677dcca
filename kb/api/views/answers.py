"""One card's answer in a context."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kb.api.caller import caller_of
from kb.api.parameters import customer_of, language_of, query_of
from kb.api.reading import read
from kb.api.schema import AS_OF, CONTEXT, CUSTOMER_REF, LANG, described
from kb.api.serializers import reply_json
from kb.api.shapes.answers import Reply
from policies.answers import answer_for, find_card
from policies.context import read_context
from policies.manner import manner_of
from policies.moment import read_instant
from policies.publishing import moment_at
from policies.receipts import issue
from policies.trust.served import count_served

RESERVED = ("lang", "as_of", "customer_ref")


class AnswerView(APIView):
    """`GET /api/v1/answers/{card}`; every parameter that is not reserved is a dimension."""

    @described("get_answer", "One card's answer in a context", gives=Reply, query=(LANG, AS_OF, CUSTOMER_REF, CONTEXT))
    def get(self, request: Request, card: str) -> Response:
        caller, query = caller_of(request), query_of(request)
        as_of = read_instant(query.get("as_of"))
        at = moment_at(as_of)
        manner = manner_of(caller.channel, caller.audience, at)
        language = language_of(request, query.get("lang"), manner["offered"])
        context = read_context({name: value for name, value in query.items() if name not in RESERVED}, at=at)
        found = find_card(card, caller.audience, at)
        if found is None:
            raise NotFound(_("There is no such card."), "unknown_card")
        reply = answer_for(found, context, language, at, audience=caller.audience, customer=customer_of(query), **manner)
        if as_of is None:
            count_served(reply, caller.channel)
        body = reply_json(reply, receipt=issue(reply, context, caller.channel), is_internal=caller.is_internal)
        but = ("receipt",) if as_of else ("receipt", "as_of")
        return read(request, body, revision=at.revision, language=reply.wording.language, but=but)
