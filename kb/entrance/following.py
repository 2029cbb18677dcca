"""Who comes by single sign-on has the roles that the provider's groups give now: taken from a claim with every log-in."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from policies.people.coming_in import follow_groups
from policies.permissions import may_read_desk

GROUPS = "_concord_groups"  # On the request, from when the provider has answered until the person is in.


def note_groups(request: HttpRequest, claims: Mapping[str, Any]) -> None:
    """Keep what the claim says for this one request. A provider may send one group as plain text."""
    said = claims.get(settings.OIDC_GROUPS_CLAIM, ())
    groups: Iterable[Any] = (said,) if isinstance(said, str) else said if isinstance(said, list) else ()
    setattr(request, GROUPS, frozenset(str(group) for group in groups))


def roles_from(groups: Iterable[str]) -> frozenset[str]:
    """What is not mapped gives nothing."""
    return frozenset(settings.OIDC_ROLES[group] for group in groups if group in settings.OIDC_ROLES)


def follow(request: HttpRequest, person: Any) -> HttpResponse | None:
    """Bring the roles up to date. A page that says why not, for who is left without any."""
    groups = getattr(request, GROUPS, None)
    if groups is None:
        return None
    follow_groups(person, roles_from(groups), set(settings.OIDC_ROLES.values()))
    if may_read_desk(person):
        return None
    return render(request, "socialaccount/no_role.html", status=403)
