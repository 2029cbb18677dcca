"""gzip for callers who ask for it. Another encoding is other bytes, so it has an ETag of its own: the plain one with `-gz`.

Only reads, and only where the caller named a key or has no cookie: what a browser sends along by itself must not let a stranger
on the line guess from lengths what a body holds beside his own words (BREACH; docs/decisions/0023).
"""

import gzip
import re

from django.http import HttpRequest, HttpResponse

LEAST_BYTES = 1000  # Below this one packet holds it either way.
LEVEL = 5
END = '-gz"'
ASKED = re.compile(r"(?:^|,)\s*gzip\s*(?:;\s*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?(?:,|$)", re.IGNORECASE)


def pack(request: HttpRequest, response: HttpResponse) -> None:
    """Compress the body if that is wanted, allowed and worth it. The same bytes always give the same bytes."""
    asked = ASKED.search(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    if not asked or not _is_worth(response) or not _is_safe(request):
        return
    if asked[1] is not None and not float(asked[1]):
        return
    response.content = gzip.compress(response.content, LEVEL, mtime=0)
    response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    if "ETag" in response:
        response["ETag"] = response["ETag"][:-1] + END


def plain(tag: str) -> str:
    """The tag of the same state without an encoding: what reads and changes are compared by."""
    return tag[: -len(END)] + '"' if tag.endswith(END) else tag


def _is_worth(response: HttpResponse) -> bool:
    is_json = response.headers.get("Content-Type") == "application/json"
    return is_json and response.status_code == 200 and len(response.content) >= LEAST_BYTES


def _is_safe(request: HttpRequest) -> bool:
    is_deliberate = "HTTP_AUTHORIZATION" in request.META or "HTTP_COOKIE" not in request.META
    return is_deliberate and request.method in ("GET", "HEAD")
