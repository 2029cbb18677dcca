"""Who asks: the same few facts, whether a key, a colleague's session or a visitor's token said so."""

from dataclasses import dataclass
from typing import Any

from rest_framework.request import Request

from policies.models import Channel

VISITOR = "visitor"  # No scope of keys: what a view lets visitors do stands in its `visitors_may`.


@dataclass(frozen=True, slots=True)
class Caller:
    """`rate` names whose allowance a request is counted against; `requests_per_minute` is how large it is.

    `origins` are the web pages whose scripts may read what it is answered; none for a session, which is for our own pages.
    `person` is for whom it acts when it changes something: the colleague, or whom a key that may manage was made for.
    """

    channel: str
    audience: str
    scopes: frozenset[str]
    rate: str
    requests_per_minute: int
    person: Any = None
    origins: frozenset[str] = frozenset()

    @property
    def is_internal(self) -> bool:
        return self.audience == Channel.Audience.INTERNAL

    @property
    def is_visitor(self) -> bool:
        """Somebody who has the chat page open: anybody."""
        return VISITOR in self.scopes


def caller_of(request: Request) -> Caller:
    """After authentication and the permission `HasScope`, which let nobody else through."""
    caller = request.auth
    assert isinstance(caller, Caller)
    return caller
