"""Single sign-on by OpenID Connect: whom the provider vouches for, and how little of what it says is kept."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string

from kb.entrance.following import note_groups, roles_from

VIEWS = "allauth.socialaccount.providers.openid_connect.views."


class SignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Raises ImmediateHttpResponse for an answer whose halves are about two people (OpenID Connect Core 1.0, 5.3.2), and
        for somebody new to whom no group gives a role.
        """
        account, said = sociallogin.account, sociallogin.account.extra_data
        token, userinfo = said.get("id_token") or {}, said.get("userinfo") or {}
        if not token or (userinfo and userinfo.get("sub") != token.get("sub")):
            raise ImmediateHttpResponse(render(request, "socialaccount/authentication_error.html", status=401))
        note_groups(request, {**token, **userinfo})
        account.extra_data = {}  # Name and address stand with the person; all else is nobody's business.
        if account.pk:
            account.save(update_fields=["extra_data"])
        elif not sociallogin.is_existing and not roles_from(request._concord_groups):  # type: ignore[attr-defined]
            raise ImmediateHttpResponse(render(request, "socialaccount/no_role.html", status=403))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Whoever the provider sends with a role is a colleague, and gets an account with the first log-in."""
        return True

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Without a form, or not at all: what the form asks for is what the provider vouches for."""
        return True

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[Any]:
        """Those of the environment only, so that a row in the database opens no door, and no page asks for one."""
        if not settings.SOCIALACCOUNT_PROVIDERS:
            return []
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]


def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    # The views load `requests`, which takes 0.2 s: only where somebody comes this way.
    response: HttpResponse = import_string(f"{VIEWS}login")(request, provider_id)
    return response


def finish(request: HttpRequest, provider_id: str) -> HttpResponse:
    response: HttpResponse = import_string(f"{VIEWS}callback")(request, provider_id)
    return response
