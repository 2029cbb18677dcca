"""Proving an answer: what was said, said again."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kb.api.caller import caller_of
from kb.api.parameters import query_of
from kb.api.reading import read as answer_read
from kb.api.schema import described
from kb.api.serializers import answer_json, need_json, trust_json
from kb.api.shapes.receipts import Proof
from policies.publishing import current_revision
from policies.receipts import read
from policies.replay import Replay, replay


class ReceiptView(APIView):
    """`GET /api/v1/receipts/{receipt}`. A public channel sees receipts of its own only."""

    @described("prove_answer", "Prove an answer, and say it again", gives=Proof)
    def get(self, request: Request, receipt: str) -> Response:
        query_of(request, known=())
        caller = caller_of(request)
        shown = replay(read(receipt), audience=caller.audience, channel=caller.channel)
        if shown is None:
            raise NotFound(_("This channel has given no such answer, or the card is no longer for it."), "unknown_receipt")
        answer = shown.reply.answer if shown.reply else None
        language = answer.language if answer else shown.receipt.language
        return answer_read(request, replay_json(shown), revision=current_revision(), language=language)


def replay_json(shown: Replay) -> dict[str, Any]:
    """`answer` and all that stands instead of one are said again now; `is_same` tells whether they are what was said then."""
    receipt, reply, version = shown.receipt, shown.reply, shown.version
    return {
        "receipt": receipt.token,
        "is_same": shown.is_same,
        "digest_begins": receipt.digest_begins,
        "channel": receipt.channel,
        "issued_at": receipt.issued_at,
        "as_of": receipt.at,
        "revision": receipt.revision,
        "card": receipt.card or None,
        "requested_language": receipt.language,
        "context": receipt.context,
        "status": reply.status if reply else "escalate",
        "answer": answer_json(reply.answer) if reply and reply.answer else None,
        "fallback": asdict(reply.fallback) if reply and reply.fallback else None,
        "needs": [need_json(need) for need in reply.needs] if reply else [],
        "escalation": {"reason": shown.escalation.reason, "message": shown.escalation.message} if shown.escalation else None,
        "trust": trust_json(receipt.trust) if receipt.trust else None,
        "version": {"number": version.number, "digest": version.digest} if version else None,
        "facts": [{"fact": fact.fact, "version": fact.version, "value": fact.text} for fact in shown.facts],
    }
