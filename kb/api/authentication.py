"""How a request says for whom it speaks: a channel's key, a visitor's token, or the session of a colleague."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from kb.api.caller import VISITOR as VISITING
from kb.api.caller import Caller
from kb.api.visitors import PREFIX as VISITOR
from kb.api.visitors import channel_of_visitor, place_of
from kb.entrance.required import require_factor
from kb.origin import client_address
from policies.channels import AGENTS
from policies.errors import Refused
from policies.keys import PREFIX as KEY
from policies.keys import living_key
from policies.keys_used import note_use
from policies.models import Channel
from policies.origin import come_from
from policies.permissions import may_read_desk
from policies.presented import Presented, Speaker, presented, speaker

VISITORS = frozenset({"answers", VISITING})


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer …`: a channel's key, or the token of a visitor of our own chat page."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Caller] | None:
        scheme, *rest = get_authorization_header(request).decode("latin-1").split() or [""]
        if scheme.lower() != "bearer":
            return None
        token = rest[0] if len(rest) == 1 else ""
        caller = _visitor(token, request) if token.startswith(VISITOR) else _channel(token, request)
        if caller is None:
            raise AuthenticationFailed(_("This key is not known, no longer valid, or was revoked."), code="unknown_key")
        return AnonymousUser(), caller

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class PersonAuthentication(SessionAuthentication):
    """A colleague's browser session, as the site's own pages send it; unsafe methods need the CSRF token too."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        found = super().authenticate(request)
        if found is None:
            return None
        person = found[0]
        may_read_desk(person).require()
        require_factor(request._request, person)
        come_from("session")
        scopes = frozenset({"answers", "manage"})
        rate = settings.API_REQUESTS_PER_MINUTE
        return person, Caller(AGENTS, Channel.Audience.INTERNAL, scopes, f"person:{person.pk}", rate, person)


class HasScope(BasePermission):
    """The caller's scopes hold the one that the view names; a visitor may do what its `visitors_may` lists, by method."""

    message = _("This key may not do this; ask an administrator for one with the right scope.")
    code = "missing_scope"

    def has_permission(self, request: Request, view: Any) -> bool:
        if not isinstance(request.auth, Caller):
            return False
        if request.auth.is_visitor and request.method in getattr(view, "visitors_may", ()):
            return True
        return scope_of(view, str(request.method)) in request.auth.scopes


def scope_of(view: Any, method: str) -> str:
    """What a key needs for it: `scope`, unless `scopes` says otherwise for this method."""
    asked = "GET" if method in ("HEAD", "OPTIONS") else method  # Neither says more than reading does.
    return str(getattr(view, "scopes", {}).get(asked) or getattr(view, "scope", "answers"))


def _channel(token: str, request: Request) -> Caller | None:
    found = _presented(token, request) if token.startswith(KEY) else None
    if found is None:
        return None
    said = speaker(found.standing)
    # One that acts for somebody is read anew: with the person come roles, and what it makes ends with it.
    key = living_key(found.hash) if said.person else None
    if said.person and key is None:
        return None
    note_use(said.key_id)
    come_from(f"key {said.channel} {said.hint}", key.ends_at if key else None)
    rate = f"key:{found.hash[:16]}"
    if said.is_for_visitors:
        # It stands in a page that anybody may read: who sends it is a visitor, whatever else it was made for.
        rate, usual = f"{rate}:{place_of(client_address(request._request))}", settings.VISITOR_REQUESTS_PER_MINUTE
        return _caller(said, VISITORS, rate, usual)
    return _caller(said, said.scopes, rate, settings.API_REQUESTS_PER_MINUTE, key.person if key else None)


def _presented(token: str, request: Request) -> Presented | None:
    """As the edge has found it just now, which asks for what it keeps; else asked here."""
    found: Presented | None = getattr(request._request, "presented", None)
    return found or presented(token)


def _visitor(token: str, request: Request) -> Caller | None:
    """Anybody can load the chat page and have a token, so visitors are counted by address."""
    channel = channel_of_visitor(token)
    if channel is None:
        return None
    come_from(f"visitor {channel.slug}")  # Never the address: what is written with it stays for ever.
    rate = f"visitor:{place_of(client_address(request._request))}"
    origins, is_disabled = frozenset(channel.allowed_origins), channel.disabled_at is not None
    said = Speaker(
        0, "", VISITORS, None, channel.slug, channel.audience, True, origins, channel.requests_per_minute, is_disabled
    )
    return _caller(said, VISITORS, rate, settings.VISITOR_REQUESTS_PER_MINUTE)


def _caller(said: Speaker, scopes: frozenset[str], rate: str, usual: int, person: Any = None) -> Caller:
    """Raises Refused for a channel that is switched off."""
    if said.is_disabled:
        raise Refused(_("This channel is switched off; ask an administrator."))
    return Caller(said.channel, said.audience, scopes, rate, said.requests_per_minute or usual, person, said.origins)
