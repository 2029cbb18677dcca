"""The pages for what goes wrong: unknown addresses, refusals without a reason of their own, expired forms, faults of ours.

None of them says which pages there are: an address that is not there and one that is not for the caller look the same.
"""

import logging
import secrets
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from kb.refused import note_refused, visitor_of
from policies.languages import match_language, read_language

logger = logging.getLogger(__name__)
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # What can be read out over a telephone: no 0, O, 1 or I.
CUSTOMERS = ("/faq", "/chat", "/widget")
SHORTEST_KEPT = 20
NEVER_SHOWN = ("password", "secret", "token", "code")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    note_refused(request, visitor_of(request), "forbidden")
    return _page(request, 403, exception=str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404)


def too_many(request: HttpRequest) -> HttpResponse:
    """For the libraries that count requests by themselves."""
    return _page(request, 429)


def fault(request: HttpRequest) -> HttpResponse:
    """With a reference that also stands in the log. Asks for nothing that may be what failed."""
    return HttpResponse(render_to_string("500.html", {"reference": refer(request), **surroundings(request)}), status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, 403, template="403_csrf.html")


def note_fault(request: HttpRequest, error: Exception) -> None:
    """Log what the page says only in general, under the reference that it shows."""
    logger.error("[%s] %s %s", refer(request), request.method, request.path, exc_info=error)


def refer(request: HttpRequest) -> str:
    """A short name for what happened to this request, the same each time it is asked for."""
    known: str = getattr(request, "fault_reference", "")
    if not known:
        letters = [secrets.choice(ALPHABET) for _ in range(8)]
        known = "".join(letters[:4]) + "-" + "".join(letters[4:])
        request.fault_reference = known  # type: ignore[attr-defined]
    return known


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Where a page for something that went wrong leads on to: customers to their questions, colleagues to theirs."""
    language = match_language(read_language(get_language() or "en"), settings.CONTENT_LANGUAGES) or "en"
    is_stranger = settings.SESSION_COOKIE_NAME not in request.COOKIES
    return {
        "request": request,
        "is_for_customers": is_stranger or request.path.startswith(CUSTOMERS),
        "content_language": language,
        "faq_search": reverse("faq_search", args=(language,)),
        "is_stranger": is_stranger,
        "reference": getattr(request, "fault_reference", ""),
    }


def came_from(request: HttpRequest) -> str:
    """The page of ours on which somebody pressed a button that could not be obeyed."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if is_ours else "/"


def typed_in(request: HttpRequest) -> list[str]:
    """The longer texts of a form that could not be taken, to be shown to whoever wrote them. Nothing that another site sent."""
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return []
    return list(dict.fromkeys(_texts(request)))


def _texts(request: HttpRequest) -> Iterator[str]:
    for name, values in request.POST.lists():
        if not any(word in name.lower() for word in NEVER_SHOWN):
            yield from (str(value) for value in values if len(value) >= SHORTEST_KEPT and " " in value.strip())


def _page(request: HttpRequest, status: int, *, template: str = "", exception: str = "") -> HttpResponse:
    given = {"exception": exception, "typed": typed_in(request), **surroundings(request)}
    text = render_to_string(template or f"{status}.html", given, request)
    return HttpResponse(text, status=status, reason=HTTPStatus(status).phrase)
