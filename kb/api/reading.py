"""How a read is answered: with its revision, a strong ETag, and 304 for a caller who has it already."""

import hashlib
from typing import Any

from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response

from kb.api.renderers import json_bytes


def read(request: Request, body: dict[str, Any], *, revision: int, but: tuple[str, ...] = ()) -> Response:
    """`but` names fields that may differ without anything having changed, such as the instant of a read about now."""
    etag = etag_of({name: value for name, value in body.items() if name not in but})
    headers = {"ETag": etag, "Concord-Revision": str(revision)}
    if _has_it(request.headers.get("If-None-Match", ""), etag):
        return Response(status=304, headers=headers)
    return Response(body, headers=headers)


def etag_of(body: dict[str, Any]) -> str:
    """Strong: another byte in the body is another tag."""
    return f'"{hashlib.sha256(json_bytes(body)).hexdigest()[:40]}"'


def _has_it(if_none_match: str, etag: str) -> bool:
    """RFC 9110, 13.1.2: any of the listed tags, compared weakly, or `*`."""
    tags = [tag.removeprefix("W/") for tag in parse_etags(if_none_match)]
    return etag in tags or tags == ["*"]
