"""The doors of the panel: reading with a pass or in the site's own session, acting with a pass only."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from kb.panel.passes import has_pass, person_with_pass
from policies.content.problems import ContentError, Problem
from policies.errors import Conflict, Refused
from policies.permissions import may_read_desk

View = Callable[..., HttpResponse]
WHOLE = {"HX-Retarget": "#panel", "HX-Reselect": "#panel", "HX-Reswap": "outerHTML", "HX-Replace-Url": "false"}
VARIES = ("Authorization", "Cookie", "HX-Request")
STATUS = {ContentError: 400, Refused: 403, Conflict: 409}


def for_readers(view: View) -> View:
    """Who is not known is shown how to log in: with 401 where a pass was sent that is none any more.

    What cannot be is said inside the panel, because no other page of the site may be framed.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = person_with_pass(request) if has_pass(request) else request.user
        if person is None or not person.is_authenticated:
            response = closed(request, status=401 if has_pass(request) else 200)
            patch_vary_headers(response, VARIES)
            return response
        request.user = person
        try:
            may_read_desk(person).require()
            response = view(request, *args, **kwargs)
        except (ContentError, Refused, Conflict) as error:
            response = _refused(request, error)
        patch_vary_headers(response, VARIES)
        return response

    return never_cache(guarded)


def for_acts(view: View) -> View:
    """Only with a pass, which no page of another site has: so a form on one can do nothing here, log-in or not."""

    @csrf_exempt
    @for_readers
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if has_pass(request) else closed(request, status=401)

    return guarded


def asks_for_part(request: HttpRequest) -> bool:
    """Is only what was found to be put into the panel, not the whole of it?"""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and htmx.target != "panel"


def closed(request: HttpRequest, *, status: int) -> HttpResponse:
    """The panel before log-in."""
    response = render(request, "panel/closed.html", status=status)
    for name, value in WHOLE.items():
        response[name] = value
    return response


def _refused(request: HttpRequest, error: ContentError | Refused | Conflict) -> HttpResponse:
    """The problems alone where a part of the panel was asked for, else a panel with nothing but them."""
    problems = error.problems if isinstance(error, ContentError) else [Problem("", "refused", str(error))]
    is_part = asks_for_part(request)
    template = "components/problems.html" if is_part else "panel/problems.html"
    response = render(request, template, {"problems": problems}, status=STATUS[type(error)])
    if is_part:
        response["HX-Retarget"], response["HX-Reswap"], response["HX-Replace-Url"] = "#problems", "innerHTML", "false"
    return response
