"""The outermost edge: gives again what is kept ready, before anything else of Django or of ours has run.

The database is asked with every request, once: for the revision and, where a key is sent, for what that key and its channel are
now. See docs/decisions/0040.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from django.core.exceptions import DisallowedHost
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from kb.api.reading import same_tag
from kb.api.throttles import MINUTE, told, used
from kb.kept.for_one import given_to_one
from kb.kept.response import SAID, Kept
from kb.kept.shelf import Ready, Shelf, shelf_at, with_headers
from policies.keys import PREFIX as KEY
from policies.keys_used import note_use
from policies.moment import Moment
from policies.presented import Presented, presented, speaker
from policies.publishing import now

BY_KEY, FOR_EVERYBODY, FOR_ONE = "/api/v1/answers/", "/faq/", "/cards/"
BEARER = f"Bearer {KEY}"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request that something may be kept for."""

    key: Hashable
    at: Moment
    shelf: Shelf
    by: Presented | None


class KeptResponses:
    """The outermost middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(FOR_ONE):
            return given_to_one(request, self.get_response)
        if not request.path_info.startswith((BY_KEY, FOR_EVERYBODY)):
            return self.get_response(request)
        asked = _asked(request) if request.method == "GET" else None
        if asked is not None:
            ready = asked.shelf.get(asked.key, asked.at)
            if ready is not None and (given := _again(request, asked, ready)) is not None:
                return given
        response = self.get_response(request)
        kept: Kept | None = getattr(request, "kept", None)
        if kept is None or response.status_code != 200:
            return response
        ready = Ready.of(kept, request, response)
        if asked is not None and kept.at.at < kept.until and not response.cookies:
            shelf_at(kept.at).put(asked.key, ready)
        return _not_modified(request, ready, response) or response


def _asked(request: HttpRequest) -> _Asked | None:
    """None where nothing is kept: for callers without a key, and while the database is away, which others say better."""
    told = request.META
    try:
        request.get_host()  # An address that is not ours is refused before anything is asked.
        if request.path_info.startswith(FOR_EVERYBODY):
            by, at, who = None, now(), None
        else:
            authorization = told.get("HTTP_AUTHORIZATION", "")
            by = presented(authorization[len("Bearer ") :]) if authorization.startswith(BEARER) else None
            if by is None:
                return None
            request.presented = by  # type: ignore[attr-defined]
            at, who = by.at, (by.hash, by.standing)
        shelf = shelf_at(at)
    except (DatabaseError, DisallowedHost):
        return None
    return _Asked((who, request.path_info, told.get("QUERY_STRING"), *map(told.get, SAID)), at, shelf, by)


def _again(request: HttpRequest, asked: _Asked, ready: Ready) -> HttpResponse | None:
    """None for a caller who has used what is allowed: to be refused as usual."""
    caller, allowance = ready.kept.caller, None
    if caller is not None:
        taken = used(f"rate:{caller.rate}", caller.requests_per_minute, MINUTE)
        if taken > MINUTE:
            return None
        allowance = told(caller.requests_per_minute, taken)
    if asked.by is not None:
        note_use(speaker(asked.by.standing).key_id)
    request.resolver_match = ready.match
    ready.kept.note()
    response = _not_modified(request, ready)
    if response is None:
        body = ready.body(asked.at)
        response = with_headers(body, ready.stored)
        response.headers["Content-Length"] = str(len(body))
    if allowance is not None:
        response.headers["RateLimit-Policy"], response.headers["RateLimit"] = allowance
    return response


def _not_modified(request: HttpRequest, ready: Ready, given: HttpResponse | None = None) -> HttpResponse | None:
    """For whoever has this state already, in whatever encoding; with the allowance that was `given` in full."""
    known = request.META.get("HTTP_IF_NONE_MATCH")
    same = same_tag(known, ready.etag) if known else ""
    if not same:
        return None
    response = with_headers(b"", ready.stored_without_body)
    response.status_code = 304
    response.headers["ETag"] = same
    for name in ("RateLimit-Policy", "RateLimit"):
        if given is not None and name in given:
            response[name] = given[name]
    return response
