"""A tool's call, made: in this process, through the API's own views. What they answer is what every other channel is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import orjson
from django.core.handlers.wsgi import WSGIRequest
from django.core.signals import request_started
from django.template.response import SimpleTemplateResponse
from django.urls import resolve

from kb.api.problems import problem
from kb.mcp.tools import Call, Json, Tool
from kb.mcp.words import refused, said
from policies.content.problems import ContentError

# What of the outer request the API is told: who asks, from where, in which language, and under which address.
PASSED_ON = (
    "HTTP_AUTHORIZATION HTTP_ACCEPT_LANGUAGE HTTP_HOST HTTP_X_FORWARDED_FOR HTTP_X_FORWARDED_PROTO REMOTE_ADDR "
    "SERVER_NAME SERVER_PORT wsgi.url_scheme"
).split()


@dataclass(frozen=True, slots=True)
class Told:
    """What an assistant is given: the API's JSON as it is, and texts for the model. `is_error`: the JSON is a problem."""

    body: Json
    texts: list[str]
    is_error: bool


@dataclass(frozen=True, slots=True)
class Api:
    """The API as whoever sent a request (`meta`) may use it.

    `is_within` a request of the site, which has been counted against the caller's rate already; stdio has none.
    """

    meta: Mapping[str, Any]
    is_within: bool

    def ask(self, call: Call) -> tuple[int, Json]:
        """Status and body, as over HTTP."""
        request = self._request(call)
        found = resolve(request.path_info)
        view = found.func
        if self.is_within:
            view = view.cls.as_view(**{**view.initkwargs, "throttle_classes": ()})  # type: ignore[attr-defined]
        else:
            request_started.send(Api)  # A server would say so: connections to the database that are too old are closed.
        response = view(request, *found.args, **found.kwargs)
        # What is kept ready is a finished response; what is made for this call has yet to be written.
        written = response.render() if isinstance(response, SimpleTemplateResponse) else response
        body: Json = orjson.loads(written.content)
        return response.status_code, body

    def _request(self, call: Call) -> WSGIRequest:
        body = b"" if call.body is None else orjson.dumps(call.body)
        return WSGIRequest(
            {
                **{name: self.meta[name] for name in PASSED_ON if name in self.meta},
                "REQUEST_METHOD": call.method,
                "PATH_INFO": f"/api/v1/{call.path}",
                "QUERY_STRING": urlencode(call.query),
                "CONTENT_TYPE": "application/json",
                "CONTENT_LENGTH": str(len(body)),
                "wsgi.input": BytesIO(body),
            }
        )


def use(tool: Tool, arguments: Json, api: Api) -> Told:
    """What is wrong with the arguments is told like any other problem, so that the assistant can mend it."""
    try:
        call = tool.read(arguments)
    except ContentError as error:
        return _problem(problem(400, error.problems))
    status, body = api.ask(call)
    return Told(body, said(body), is_error=False) if status == 200 else _problem(body)


def _problem(body: Json) -> Told:
    return Told(body, [refused(body)], is_error=True)
