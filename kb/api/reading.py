"""How a read is answered: with its revision, a strong ETag, and 304 for a caller who has it already."""

import hashlib
from typing import Any

from django.http import HttpResponse
from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response

from kb.api.packing import plain
from kb.api.renderers import json_bytes
from kb.kept.response import Kept, may_be_kept


def read(request: Request, body: dict[str, Any], *, revision: int, language: str = "", but: tuple[str, ...] = ()) -> Response:
    """`but` names fields that may differ without anything having changed, such as the instant of a read about now.

    `language` is the one that the body's texts are in.
    """
    etag = etag_of({name: value for name, value in body.items() if name not in but})
    headers = {"ETag": etag, "Concord-Revision": str(revision)} | ({"Content-Language": language} if language else {})
    known = request.headers.get("If-None-Match")
    if known and (same := same_tag(known, etag)):
        return Response(status=304, headers=headers | {"ETag": same})
    return Response(body, headers=headers)


def keep(request: Request, kept: Kept, *, etag: str, language: str) -> HttpResponse:
    """The same for what the outermost edge may give again; it answers 304 by itself."""
    may_be_kept(request._request, kept)
    headers = {"ETag": etag, "Concord-Revision": str(kept.at.revision), "Content-Language": language}
    return HttpResponse(kept.head + kept.tail(kept.at), content_type="application/json", headers=headers)


def etag_of(body: dict[str, Any]) -> str:
    """Strong: another byte in the body is another tag."""
    return f'"{hashlib.sha256(json_bytes(body)).hexdigest()[:40]}"'


def same_tag(if_none_match: str, etag: str) -> str:
    """RFC 9110, 13.1.2: which of the listed tags it is, compared weakly and in any encoding; for `*` the tag itself."""
    tags = [tag.removeprefix("W/") for tag in parse_etags(if_none_match)]
    return etag if tags == ["*"] else next((tag for tag in tags if plain(tag) == etag), "")
