"""Lists leave as cursor pages: `{next, previous, results}`. A cursor is opaque to callers; today it holds a position."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from kb.api.parameters import whole_number
from policies.content.problems import ContentError

T = TypeVar("T")
MAX_LIMIT, MAX_START = 50, 1000


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is asked for."""

    start: int
    limit: int

    @classmethod
    def of(cls, query: Mapping[str, str], default: int = 20) -> Self:
        """From `limit` and `cursor`. Raises ContentError for a cursor that is not one of ours."""
        return cls(_position(query["cursor"]) if "cursor" in query else 0, whole_number(query, "limit", default, MAX_LIMIT))

    @property
    def end(self) -> int:
        """One more than is shown, to see whether there is a next page."""
        return self.start + self.limit + 1


def page(request: Request, window: Window, found: Sequence[T], show: Callable[[T], dict[str, Any]]) -> dict[str, Any]:
    """`found` is what stands between the window's start and end; `show` makes JSON of one entry."""
    following = window.start + window.limit
    has_next = len(found) > window.limit and following <= MAX_START
    return {
        "next": _address(request, following) if has_next else None,
        "previous": _address(request, max(window.start - window.limit, 0)) if window.start else None,
        "results": [show(entry) for entry in found[: window.limit]],
    }


def _address(request: Request, position: int) -> str:
    cursor = urlsafe_b64encode(str(position).encode()).decode()
    return replace_query_param(request.build_absolute_uri(), "cursor", cursor)


def _position(cursor: str) -> int:
    try:
        position = int(urlsafe_b64decode(cursor.encode("ascii")))
    except ValueError:
        position = -1
    if not 0 <= position <= MAX_START:
        raise ContentError.one("cursor", "cursor", _("Take the cursor from `next` or `previous` of a page."))
    return position
