"""The one place where errors become HTTP: RFC 9457 `application/problem+json` with `errors: [{field, code, message}]`."""

import logging
import secrets
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import (
    APIException,
    MethodNotAllowed,
    NotAcceptable,
    NotAuthenticated,
    Throttled,
    UnsupportedMediaType,
)
from rest_framework.response import Response

from kb.api.revisions import NotThereYet
from kb.refused import note_refused
from policies.content.problems import ContentError, Problem
from policies.errors import Conflict, Refused

MEDIA_TYPE = "application/problem+json"
logger = logging.getLogger(__name__)
STATUS_OF: dict[type[Exception], tuple[int, str]] = {
    Refused: (403, "refused"),
    Conflict: (409, "conflict"),
    Http404: (404, "not_found"),
    PermissionDenied: (403, "permission_denied"),
    RequestDataTooBig: (413, "too_large"),
    SuspiciousOperation: (400, "bad_request"),
    UnreadablePostError: (400, "unreadable"),
}
# Where the framework's own sentence does not say what to do.
SAYS: dict[type[APIException], Any] = {
    NotAuthenticated: gettext_lazy("Send the key of a channel, as Authorization: Bearer concord_..."),
    MethodNotAllowed: gettext_lazy("This cannot be done at this address; the header Allow says what can."),
    NotAcceptable: gettext_lazy("Only application/json can be had here; leave Accept out, or name it there."),
    UnsupportedMediaType: gettext_lazy("Send JSON, with Content-Type: application/json."),
    Throttled: gettext_lazy("These are too many requests. Wait as many seconds as Retry-After says."),
}
# As RFC 9110 has them; older versions of Python know former names.
TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}


def problem(status: int, errors: Iterable[Problem], **more: str) -> dict[str, Any]:
    """The body of a problem; `detail` is the first error's sentence."""
    shown = [{"field": error.field, "code": error.code, "message": error.message} for error in errors]
    title = TITLES.get(status, HTTPStatus(status).phrase)
    detail = shown[0]["message"] if shown else title
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, "errors": shown, **more}


def handle(error: Exception, context: dict[str, Any]) -> Response:
    """Django REST framework's exception handler: every error of a view, expected or not."""
    response = _handled(error)
    if response.status_code in (401, 403):
        _note(context["request"], response.data["errors"][0]["code"])
    return response


def _note(request: Any, code: str) -> None:
    """By what the caller's allowance goes: a person's number, or the beginning of a key's hash."""
    found = getattr(request, "_auth", None)  # Asking for `auth` would try once more who it is.
    note_refused(request._request, getattr(found, "rate", "nobody"), code)


def _handled(error: Exception) -> Response:
    if isinstance(error, APIException):
        return _of_framework(error)
    if isinstance(error, ContentError):
        return _response(problem(400, error.problems))
    for kind, (status, code) in STATUS_OF.items():
        if isinstance(error, kind):
            return _response(problem(status, [Problem("", code, _sentence(error, status))]))
    return _response(unexpected(error))


def unexpected(error: Exception | None) -> dict[str, Any]:
    """A fault of ours: the caller gets a reference, the log gets the fault under the same reference."""
    reference = secrets.token_hex(6)
    logger.error("Unexpected error %s", reference, exc_info=error)
    message = _("Something went wrong on our side. Try again, and quote the reference if it stays so.")
    return problem(500, [Problem("", "unexpected", message)], reference=reference)


def of_status(status: int) -> dict[str, Any]:
    """For errors that arise outside views, of which only the status is left; Django has logged what happened."""
    if status >= 500:
        return unexpected(None)
    return problem(status, [Problem("", HTTPStatus(status).name.lower(), _sentence(None, status))])


def _of_framework(error: APIException) -> Response:
    said = SAYS.get(type(error), "")
    errors = [Problem(field, code, str(said) or message) for field, code, message in _flat(error.get_full_details())]
    response = _response(problem(error.status_code, errors))
    if getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    wait = getattr(error, "wait", None)
    if isinstance(error, Throttled | NotThereYet):
        response["Retry-After"] = str(wait or 1)
    return response


def _flat(details: Any, field: str = "") -> Iterable[tuple[str, str, str]]:
    """The framework's nested details, one by one, with the path of each field."""
    if isinstance(details, list):
        for detail in details:
            yield from _flat(detail, field)
    elif set(details) == {"message", "code"} and isinstance(details["code"], str):
        yield field, details["code"], str(details["message"])
    else:
        for name, inner in details.items():
            yield from _flat(inner, f"{field}.{name}" if field else str(name))


def _sentence(error: Exception | None, status: int) -> str:
    if isinstance(error, Refused | Conflict) and str(error):
        return str(error)
    match status:
        case 404:
            return _("There is nothing at this address.")
        case 413:
            return _("This request is too large; send less at once.")
        case 403:
            return _("You may not do this.")
    return _("This request cannot be read.")


def _response(body: dict[str, Any]) -> Response:
    return Response(body, status=body["status"], content_type=MEDIA_TYPE)
