"""What a colleague's page says of itself so that the outermost edge may give it to the same person again."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from policies.happened import Happened


@dataclass(frozen=True, slots=True)
class Keeping:
    """The `receipt` in the page is made anew each time by `again`, which counts the answer as well."""

    receipt: str
    again: Callable[[Happened], str]


def keep(request: HttpRequest, keeping: Keeping) -> None:
    """Called by a view whose page is the same for this person and address as long as nothing happens, for a minute at most."""
    request.keeping = keeping  # type: ignore[attr-defined]
