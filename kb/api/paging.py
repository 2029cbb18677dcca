"""Lists leave as cursor pages: `{next, previous, results}`. A cursor is opaque to callers: a position in a list that is made
when it is read, the last row's place in the order of a table.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
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
    def of(cls, query: Mapping[str, str], default: int = 20, *, is_position: bool = True) -> Self:
        """From `limit` and `cursor`. Raises ContentError for a cursor that is not one of ours. Only those of `page` are
        positions.
        """
        start = _position(query["cursor"]) if is_position and "cursor" in query else 0
        return cls(start, whole_number(query, "limit", default, MAX_LIMIT))

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


def cursor_page(
    request: Request,
    window: Window,
    rows: QuerySet[Any],
    ordering: Sequence[str],
    show: Callable[[Iterable[Any]], list[dict[str, Any]]],
) -> dict[str, Any]:
    """Of a table, however long: the cursor is the row's place in the order, so that new rows move nothing."""
    pages = CursorPagination()
    pages.page_size, pages.ordering = window.limit, tuple(ordering)
    try:
        found = pages.paginate_queryset(rows, request)
    except (NotFound, ValidationError, ValueError):
        raise no_cursor() from None
    return {"next": pages.get_next_link(), "previous": pages.get_previous_link(), "results": show(found or ())}


def no_cursor() -> ContentError:
    return ContentError.one("cursor", "cursor", _("Take the cursor from `next` or `previous` of a page."))


def _address(request: Request, position: int) -> str:
    cursor = urlsafe_b64encode(str(position).encode()).decode()
    return replace_query_param(request.build_absolute_uri(), "cursor", cursor)


def _position(cursor: str) -> int:
    try:
        position = int(urlsafe_b64decode(cursor.encode("ascii")))
    except ValueError:
        position = -1
    if not 0 <= position <= MAX_START:
        raise no_cursor()
    return position
