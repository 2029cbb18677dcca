"""One card's answer in a context."""

from functools import partial

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kb.api.caller import caller_of
from kb.api.parameters import customer_of, language_of, query_of
from kb.api.reading import etag_of, keep, read
from kb.api.renderers import json_bytes
from kb.api.schema import AS_OF, CONTEXT, CUSTOMER_REF, LANG, described
from kb.api.serializers import reply_json
from kb.api.shapes.answers import Reply as ReplyShape
from kb.kept.response import Kept
from policies.answers import answer_for, find_card
from policies.content.rules import Context
from policies.context import read_context
from policies.manner import manner_of
from policies.moment import Moment, read_instant
from policies.publishing import moment_at
from policies.receipts import issue
from policies.reply import Reply
from policies.trust.served import count_served

RESERVED = ("lang", "as_of", "customer_ref")


class AnswerView(APIView):
    """`GET /api/v1/answers/{card}`; every parameter that is not reserved is a dimension."""

    @described("get_answer", "One card's answer in a context", gives=ReplyShape, query=(LANG, AS_OF, CUSTOMER_REF, CONTEXT))
    def get(self, request: Request, card: str) -> Response | HttpResponse:
        caller, query = caller_of(request), query_of(request)
        as_of = read_instant(query.get("as_of"))
        at = moment_at(as_of)
        manner = manner_of(caller.channel, caller.audience, at)
        language = language_of(request, query.get("lang"), manner["offered"])
        context = read_context({name: value for name, value in query.items() if name not in RESERVED}, at=at)
        found = find_card(card, caller.audience, at)
        if found is None:
            raise NotFound(_("There is no such card."), "unknown_card")
        customer = customer_of(query)
        reply = answer_for(found, context, language, at, audience=caller.audience, customer=customer, **manner)
        if as_of is None:
            count_served(reply, caller.channel)
        if as_of is None and not (caller.is_visitor or caller.person or reply.depends_on_customer):
            return _kept(request, reply, context, at)
        body = reply_json(reply, receipt=issue(reply, context, caller.channel), is_internal=caller.is_internal)
        but = ("receipt",) if as_of else ("receipt", "as_of")
        return read(request, body, revision=at.revision, language=reply.wording.language, but=but)


def _kept(request: Request, reply: Reply, context: Context, at: Moment) -> HttpResponse:
    """What is the same for everybody with this key, ready to be given again with another instant and receipt."""
    caller = caller_of(request)
    body = reply_json(reply, receipt=None, is_internal=caller.is_internal)
    del body["as_of"], body["receipt"]

    def tail(at: Moment) -> bytes:
        receipt = issue(reply, context, caller.channel, at=at.at)
        return b"," + json_bytes({"as_of": at.at, "receipt": receipt})[1:]

    return keep(
        request,
        Kept(
            at,
            until=reply.basis.turns_after(at.at),
            head=json_bytes(body)[:-1],
            tail=tail,
            note=partial(count_served, reply, caller.channel),
            caller=caller,
        ),
        etag=etag_of(body),
        language=reply.wording.language,
    )
