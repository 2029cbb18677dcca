"""Domain errors as pages: the counterpart of `kb.api.problems` for people. Views raise; this says it with the right status."""

from collections.abc import Callable
from math import ceil
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from kb.faults import came_from, note_fault, surroundings, typed_in
from kb.refused import note_refused, visitor_of
from policies.content.problems import ContentError, Problem
from policies.errors import Conflict, Refused

API = "/api/"
AGAIN_IN_SECONDS = 5


class TooMany(Exception):
    """This caller asks faster than is good for the others; what is left to wait in seconds."""

    def __init__(self, seconds: float):
        super().__init__(seconds)
        self.seconds = ceil(seconds)


class ErrorPages:
    """A fragment of a page gets the notice alone, into the place that pages keep for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """An address never holds a zero byte; PostgreSQL would refuse to look for one. The API names the field by itself."""
        given = [*kwargs.values(), *(value for values in request.GET.lists() for value in values[1])]
        if request.path.startswith(API) or not any("\x00" in value for value in given if isinstance(value, str)):
            return None
        return _page(request, 400, [Problem("", "string_unicode", _("This holds characters that no text can have."))])

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        match error:
            case ContentError():
                return _page(request, 400, error.problems)
            case Refused():
                note_refused(request, visitor_of(request), "refused")
                return _page(request, 403, [Problem("", "refused", str(error))])
            case Conflict():
                return _page(request, 409, [Problem("", "conflict", str(error))])
            case TooMany():
                wait = _("Wait %(seconds)s s and try again.") % {"seconds": error.seconds}
                return _page(request, 429, [Problem("", "too_many", wait)], again_in=error.seconds)
            case OperationalError() | InterfaceError() if not request.path.startswith(API):
                note_fault(request, error)  # Whoever runs the site must hear of it, though nobody did anything wrong.
                away = _("We cannot get at what is stored here just now. Nothing that was saved is lost.")
                return _page(request, 503, [Problem("", "away", away)], again_in=AGAIN_IN_SECONDS)
        return None


def _page(request: HttpRequest, status: int, problems: object, *, again_in: int = 0) -> HttpResponse:
    is_fragment = bool(getattr(request, "htmx", False))
    template = "components/problems.html" if is_fragment else f"{status}.html"
    given = {"problems": problems, "typed": typed_in(request), "came_from": came_from(request), **surroundings(request)}
    # Without what every page is given: that would ask the database, which may be what is away.
    text = render_to_string(template, given) if status == 503 else render_to_string(template, given, request)
    response = HttpResponse(text, status=status)
    if is_fragment:
        response["HX-Retarget"], response["HX-Reswap"], response["HX-Replace-Url"] = "#problems", "innerHTML", "false"
    if again_in:
        response["Retry-After"] = str(again_in)
    return response
