"""What a view says of a response that may be given again as it is: until when, and what of it is made anew each time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from kb.api.caller import Caller
from policies.moment import Moment

# All that a kept response may depend on beside the address, who asks and the database.
SAID = (
    "wsgi.url_scheme", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME", "HTTP_X_FORWARDED_PROTO", "HTTP_ORIGIN",
    "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING", "HTTP_HX_REQUEST", "HTTP_HX_TARGET",
    "HTTP_HX_HISTORY_RESTORE_REQUEST",
)  # fmt: skip


def nothing(at: Moment) -> bytes:
    """The tail of a body that is the same each time."""
    return b""


def unnoted() -> None:
    """What is to be done when a response that nobody counts is given again."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A response of status 200 with a strong ETag, made of what the request's address and headers say and of the database.

    It says the same from `at` on for as long as `at`'s epoch lasts (see `policies.memory`), but not from `until` on, when
    something it shows changes with time alone. Its body is the `head`, and a `tail` made for each moment, as the instant of an
    answer and its receipt are. `note` is called whenever it is given again, and counts; `caller` is whose rate it counts
    against.
    """

    at: Moment
    until: datetime
    head: bytes
    tail: Callable[[Moment], bytes] = nothing
    note: Callable[[], None] = unnoted
    caller: Caller | None = None


def may_be_kept(request: HttpRequest, kept: Kept) -> None:
    """Called by the view that made it. It gives the whole response also to whoever has it already: the edge compares tags."""
    request.kept = kept  # type: ignore[attr-defined]
