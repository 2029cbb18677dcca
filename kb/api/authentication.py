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
from kb.origin import client_address
from policies.channels import AGENTS
from policies.errors import Refused
from policies.keys import PREFIX as KEY
from policies.keys import key_for
from policies.keys_used import note_use
from policies.models import Channel
from policies.origin import come_from
from policies.permissions import may_read_desk

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
    key = key_for(token) if token.startswith(KEY) else None
    if key is None:
        return None
    note_use(key)
    come_from(f"key {key.channel.slug} {key.hint}", key.ends_at)
    if key.channel.is_for_visitors:
        # It stands in a page that anybody may read: who sends it is a visitor, whatever else it was made for.
        rate = f"key:{key.hash[:16]}:{place_of(client_address(request._request))}"
        return _caller(key.channel, VISITORS, rate, settings.VISITOR_REQUESTS_PER_MINUTE)
    scopes, rate = frozenset(key.scopes), f"key:{key.hash[:16]}"
    return _caller(key.channel, scopes, rate, settings.API_REQUESTS_PER_MINUTE, key.person)


def _visitor(token: str, request: Request) -> Caller | None:
    """Anybody can load the chat page and have a token, so visitors are counted by address."""
    channel = channel_of_visitor(token)
    if channel is None:
        return None
    come_from(f"visitor {channel.slug}")  # Never the address: what is written with it stays for ever.
    rate = f"visitor:{place_of(client_address(request._request))}"
    return _caller(channel, VISITORS, rate, settings.VISITOR_REQUESTS_PER_MINUTE)


def _caller(channel: Channel, scopes: frozenset[str], rate: str, usual: int, person: Any = None) -> Caller:
    """Raises Refused for a channel that is switched off."""
    if channel.disabled_at is not None:
        raise Refused(_("This channel is switched off; ask an administrator."))
    origins, per_minute = frozenset(channel.allowed_origins), channel.requests_per_minute or usual
    return Caller(channel.slug, channel.audience, scopes, rate, per_minute, person, origins)
