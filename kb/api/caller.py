"""Who asks: the same few facts, whether a key, a colleague's session or a visitor's token said so."""

from dataclasses import dataclass

from rest_framework.request import Request

from policies.models import Channel


@dataclass(frozen=True, slots=True)
class Caller:
    """`rate` names whose allowance a request is counted against; `requests_per_minute` is how large it is."""

    channel: str
    audience: str
    scopes: frozenset[str]
    rate: str
    requests_per_minute: int

    @property
    def is_internal(self) -> bool:
        return self.audience == Channel.Audience.INTERNAL


def caller_of(request: Request) -> Caller:
    """After authentication and the permission `HasScope`, which let nobody else through."""
    caller = request.auth
    assert isinstance(caller, Caller)
    return caller
