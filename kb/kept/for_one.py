"""A colleague's page, given again to the same session while nothing happens, and for a minute at most.

What such a page tells changes when something takes effect, with every event (roles and accounts are acts, too), with the
person's notices, and with time. The session's row is read with every request: ended, or changed in any way, it is another one.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from kb.kept.response import SAID
from kb.kept.shelf import EACH_TIME, Stored, with_headers
from policies.happened import Happened, happened_in
from policies.memory import recall
from policies.views.kept_for_one import Keeping

MOST_PAGES, MOST_SESSIONS = 200, 1000  # Pages of about 50 kB, in each process.
SHELF = "kb.kept.for_one"
GetResponse = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True, slots=True)
class _Page:
    stamp: Hashable
    body: bytes
    stored: Stored
    match: Any
    keeping: Keeping


_sessions: OrderedDict[str, tuple[str, int]] = OrderedDict()  # By the cookies as they were sent: the session and its person.
_lock = Lock()


def given_to_one(request: HttpRequest, get_response: GetResponse) -> HttpResponse:
    cookies = request.META.get("HTTP_COOKIE", "")
    known = _sessions.get(cookies) if request.method == "GET" and "HTTP_AUTHORIZATION" not in request.META else None
    so_far = _so_far(*known) if known else None
    if so_far is not None:
        page = _pages(so_far).get(_key(request))
        if page is not None and page.stamp == _stamp(so_far):
            return _again(request, page, so_far)
    response = get_response(request)
    keeping: Keeping | None = getattr(request, "keeping", None)
    if keeping is not None and response.status_code == 200 and request.method == "GET" and not connection.in_atomic_block:
        _keep(request, response, keeping, so_far)
    return response


def forget() -> None:
    """Start over."""
    _sessions.clear()


def _so_far(session_key: str, user_id: int) -> Happened | None:
    try:
        return happened_in(session_key, user_id)
    except DatabaseError:
        return None  # The page says it better.


def _keep(request: HttpRequest, response: HttpResponse, keeping: Keeping, before: Happened | None) -> None:
    """What had happened `before` the page was made stands for it. The first page of a session only makes it known."""
    cookies, session = request.META.get("HTTP_COOKIE", ""), request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    with _lock:
        _sessions[cookies] = session, int(request.user.pk or 0)
        while len(_sessions) > MOST_SESSIONS:
            _sessions.popitem(last=False)
    if before is None or not _sets_nothing(request, response):
        return
    stored = {name: pair for name, pair in response.headers._store.items() if name not in EACH_TIME}
    pages = _pages(before)
    with _lock:
        pages[_key(request)] = _Page(_stamp(before), response.content, stored, request.resolver_match, keeping)
        while len(pages) > MOST_PAGES:
            pages.popitem(last=False)


def _sets_nothing(request: HttpRequest, response: HttpResponse) -> bool:
    """The token against forgery is set again with every form; where it is the one the browser has, nothing is lost without."""
    return all(
        name == settings.CSRF_COOKIE_NAME and cookie.value == request.COOKIES.get(name)
        for name, cookie in response.cookies.items()
    )


def _pages(so_far: Happened) -> OrderedDict[Hashable, _Page]:
    pages: OrderedDict[Hashable, _Page] = recall(so_far.at).setdefault(SHELF, OrderedDict())
    return pages


def _stamp(so_far: Happened) -> Hashable:
    return so_far.events, so_far.unseen, so_far.session, so_far.at.at.replace(second=0, microsecond=0)


def _key(request: HttpRequest) -> Hashable:
    """All cookies, too: the same token against forgery stands in the page."""
    told = request.META
    return told.get("HTTP_COOKIE"), request.path_info, told.get("QUERY_STRING"), *map(told.get, SAID)


def _again(request: HttpRequest, page: _Page, so_far: Happened) -> HttpResponse:
    receipt, body = page.keeping.again(so_far), page.body
    if page.keeping.receipt:
        body = body.replace(page.keeping.receipt.encode(), receipt.encode())
    request.resolver_match = page.match
    response = with_headers(body, page.stored)
    response.headers["Content-Length"] = str(len(body))
    return response
