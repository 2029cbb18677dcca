"""Domain errors as pages: the counterpart of `kb.api.problems` for people. Views raise; this says it with the right status."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from policies.content.problems import ContentError, Problem
from policies.errors import Conflict, Refused

API = "/api/"


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
                return _page(request, 403, [Problem("", "refused", str(error))])
            case Conflict():
                return _page(request, 409, [Problem("", "conflict", str(error))])
        return None


def _page(request: HttpRequest, status: int, problems: object) -> HttpResponse:
    is_fragment = bool(getattr(request, "htmx", False))
    template = "components/problems.html" if is_fragment else f"{status}.html"
    response = render(request, template, {"problems": problems}, status=status)
    if is_fragment:
        response["HX-Retarget"], response["HX-Reswap"], response["HX-Replace-Url"] = "#problems", "innerHTML", "false"
    return response
