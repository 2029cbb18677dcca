"""A question in anyone's words."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kb.api.caller import caller_of
from kb.api.forms import Question
from kb.api.parameters import language_asked, query_of
from kb.api.schema import described
from kb.api.serializers import asked_json
from kb.api.shapes.answers import AskedReply
from policies.content.rules import Context
from policies.context import read_context
from policies.manner import Manner, manner_of
from policies.moment import Moment, read_instant
from policies.publishing import moment_at
from policies.receipts import issue, issue_unanswered
from policies.trust.served import count_served
from search.ask import Asked, ask
from search.questions import note_asked


class AskView(APIView):
    """`POST /api/v1/ask`. Without `lang` and Accept-Language, the language is the one that the question is written in."""

    @described("ask", "A question in anyone's words", takes=Question, gives=AskedReply, writes="asks")
    def post(self, request: Request) -> Response:
        """Without `lang` and Accept-Language, the language is the one that the question is written in."""
        query_of(request, known=())
        caller, form = caller_of(request), Question.read(dict(request.data))
        language = language_asked(request, form.lang)
        at = moment_at(read_instant(form.as_of))
        context = read_context(form.context, "context", at)
        manner = manner_of(caller.channel, caller.audience, at)
        who: dict[str, Any] = {"audience": caller.audience, "customer": form.customer_ref, **manner}
        asked = ask(form.question, language=language, context=context, at=at, **who)
        receipt = _receipt(asked, asked.context, at, caller.channel, manner)
        if form.as_of is None:
            note_asked(asked, caller.channel, at.revision, receipt)
            if asked.reply is not None:
                count_served(asked.reply, caller.channel)
        body = asked_json(asked, at, receipt=receipt, is_internal=caller.is_internal)
        language = asked.reply.wording.language if asked.reply else asked.language
        return Response(body, headers={"Concord-Revision": str(at.revision), "Content-Language": language})


def _receipt(asked: Asked, context: Context, at: Moment, channel: str, manner: Manner) -> str | None:
    """Nothing was said yet while there are only candidates to choose from."""
    if asked.reply is not None:
        return issue(asked.reply, context, channel)
    if asked.escalation is None:
        return None
    return issue_unanswered(asked.escalation, asked.language, at, channel, offered=manner["offered"])
