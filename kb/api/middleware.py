"""What holds for everything under /api/v1/, also for what never reaches a view: an unknown address, a wrong host, a fault."""

from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from kb.api.packing import pack
from kb.api.problems import MEDIA_TYPE, of_status
from kb.api.renderers import json_bytes
from policies.publishing import current_revision

PREFIX = "/api/v1/"


class ApiEdge:
    """The outermost middleware: problems instead of error pages, and the headers that every response carries."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path_info.startswith(PREFIX) and request.path_info != PREFIX[:-1]:
            return response
        if response.status_code >= 400 and response.headers.get("Content-Type") != MEDIA_TYPE:
            _make_problem(response)
        if "Concord-Revision" not in response:
            _add_revision(response)
        if (allowance := getattr(request, "allowance", None)) is not None:
            response["RateLimit-Policy"], response["RateLimit"] = allowance
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        patch_vary_headers(response, ["Authorization", "Cookie", "Accept-Language", "Accept-Encoding"])
        pack(request, response)
        return response


def _make_problem(response: HttpResponse) -> None:
    """Another body in place of the error page's; the other headers, such as those for security, stay."""
    response.content = json_bytes(of_status(response.status_code))
    response["Content-Type"] = MEDIA_TYPE
    response["Content-Length"] = str(len(response.content))


def _add_revision(response: HttpResponse) -> None:
    try:
        response["Concord-Revision"] = str(current_revision())
    except DatabaseError:
        return  # It may be the database that this response complains about.
