"""What the environment says about logging in, refused with a clear message when odd. See docs/security.md."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from kb.env import env, flag
from policies.people.role_names import ROLES

PLURALS = {f"{role}s": role for role in ROLES} | {role: role for role in ROLES}
PROVIDER = "sso"
NEAR = ("localhost", "127.0.0.1", "::1")


def roles(name: str) -> frozenset[str]:
    """Roles, by the singular or the plural: `administrators,managers`."""
    given = [word.strip() for word in env.list(name, default=[]) if word.strip()]
    if odd := [word for word in given if word not in PLURALS]:
        raise ImproperlyConfigured(f"{name}: {odd[0]!r} is no role; the roles are {', '.join(ROLES)}.")
    return frozenset(PLURALS[word] for word in given)


def roles_of_groups(name: str) -> dict[str, str]:
    """Which role each of the provider's groups gives: `support=agent,support-leads=manager`."""
    given = {}
    for pair in env.list(name, default=[]):
        group, _equals, role = (part.strip() for part in pair.rpartition("="))
        if not group or role not in PLURALS:
            raise ImproperlyConfigured(f"{name}: write group=role, not {pair!r}; the roles are {', '.join(ROLES)}.")
        given[group] = PLURALS[role]
    return given


def providers() -> dict[str, Any]:
    """The one provider of single sign-on, as allauth wants it; empty when `OIDC_ISSUER` is not set."""
    issuer = str(env.str("OIDC_ISSUER", default=""))
    if not issuer:
        return {}
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in NEAR:
        raise ImproperlyConfigured("OIDC_ISSUER must begin with https://, because what it says decides who comes in.")
    client, secret = env.str("OIDC_CLIENT_ID", default=""), env.str("OIDC_CLIENT_SECRET", default="")
    if not (client and secret):
        raise ImproperlyConfigured("Set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET: OIDC_ISSUER alone is not enough.")
    trusts_email = flag("OIDC_TRUSTS_EMAIL", default=False)
    app = {
        "provider_id": PROVIDER,
        "name": env.str("OIDC_NAME", default="single sign-on"),
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": issuer, **({"verified_email": True} if trusts_email else {})},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def has_passwords(given: dict[str, Any]) -> bool:
    """May people log in with a password of Concord's own? Without it there must be single sign-on."""
    wanted = flag("PASSWORD_LOGIN", default=True)
    if not wanted and not given:
        raise ImproperlyConfigured("PASSWORD_LOGIN=false leaves no way in: set OIDC_ISSUER, too.")
    return wanted
