"""/mcp: streamable HTTP of the Model Context Protocol for AI assistants with a channel's key. Stateless, replies as JSON."""

from importlib import import_module
from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kb.api.authentication import BearerAuthentication
from kb.api.caller import caller_of
from kb.mcp.calls import Api
from policies.content.problems import ContentError

MOST_BYTES = 65_536
INVALID_REQUEST, INTERNAL_ERROR = -32600, -32603  # JSON-RPC 2.0, section 5.1.


class McpView(APIView):
    """What is wrong before the SDK reads the message (no key, no JSON, too many messages) is told as an error of JSON-RPC."""

    authentication_classes = (BearerAuthentication,)

    def post(self, request: Request) -> HttpResponse:
        sdk: Any = import_module("kb.mcp.server")  # Not loaded before an assistant asks; see there.
        headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in request.headers.items()]
        host = request.headers.get("Host", "")  # Checked by ALLOWED_HOSTS already.
        message = sdk.Message(headers, _one_message(request), host, _origins(request))
        reply = sdk.answer_message(message, Api(request.META, is_within=True))
        told = {name.decode(): value.decode("latin-1") for name, value in reply.headers}
        return HttpResponse(reply.body, status=reply.status, headers={**told, "Cache-Control": "no-store"})

    def handle_exception(self, error: Exception) -> Response:
        response = super().handle_exception(error)
        problem: Any = response.data
        wait = {"retry_after": int(response["Retry-After"])} if "Retry-After" in response else {}
        code = INVALID_REQUEST if response.status_code < 500 else INTERNAL_ERROR
        told = {"code": code, "message": problem["detail"], "data": {**problem, **wait}}
        response.data = {"jsonrpc": "2.0", "id": None, "error": told}
        response.content_type = "application/json"
        return response


def _one_message(request: Request) -> bytes:
    """Raises RequestDataTooBig, ParseError, and ContentError for a batch, which the protocol gave up in 2025-06-18."""
    body: bytes = request.body
    if len(body) > MOST_BYTES:
        raise RequestDataTooBig
    try:
        message = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise ParseError(_("This is not JSON: %(why)s.") % {"why": error}, "malformed_json") from None
    if not isinstance(message, dict):
        raise ContentError.one("", "not_an_object", _("Send one message at a time, as one JSON object."))
    return body


def _origins(request: Request) -> list[str]:
    """Whose pages may send this: our own, and those that the channel allows. Programs that are no browser send no origin."""
    return [f"{request.scheme}://{request.get_host()}", *caller_of(request).origins]
