"""A cursor into a list that is made anew for every page: how far one has read, and what stood there last.

A position alone would show a thing twice, or never, when the list has changed between two pages. With the last thing read its
next neighbour is found wherever both stand now.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from kb.api.paging import MAX_START, no_cursor


@dataclass(frozen=True, slots=True)
class Place:
    """`after` is the name of the last thing before this place; empty at the beginning."""

    position: int = 0
    after: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        """Raises ContentError for a cursor that is not one of ours."""
        if "cursor" not in query:
            return cls()
        try:
            number, _colon, after = urlsafe_b64decode(query["cursor"].encode("ascii")).decode().partition(":")
            position = int(number)
        except ValueError:
            position = -1
        if not 0 <= position <= MAX_START:
            raise no_cursor()
        return cls(position, after)

    def start_in(self, names: Sequence[str]) -> int:
        """Where the page begins in the list as it is now."""
        return names.index(self.after) + 1 if self.after in names else min(self.position, len(names))

    def address(self, request: Request) -> str:
        cursor = urlsafe_b64encode(f"{self.position}:{self.after}".encode()).decode()
        return replace_query_param(request.build_absolute_uri(), "cursor", cursor)


def addresses(request: Request, names: Sequence[str], start: int, limit: int) -> dict[str, str | None]:
    """Of the page after the one from `start`, and of the one before it."""
    following, before = start + limit, max(start - limit, 0)
    has_next = len(names) > following and following <= MAX_START
    return {
        "next": Place(following, names[following - 1]).address(request) if has_next else None,
        "previous": Place(before, names[before - 1] if before else "").address(request) if start else None,
    }
