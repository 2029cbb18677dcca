"""The account side of logging in: nobody signs up, attempts are counted by account, and what goes wrong says what to do."""

import logging
from math import ceil
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kb.entrance.following import follow
from kb.origin import client_address
from policies.people.attempts import counted_as, name_locked_until
from policies.people.coming_in import note_failed_log_in
from policies.people.confirming import is_confirmed

logger = logging.getLogger(__name__)
NOWHERE = "0.0.0.0"  # noqa: S104 # nosec B104 # Not an address to listen at: what stands for one that nobody knows.


class Doors(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are invited by an administrator; nobody signs up by themselves."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """As all throttles count it: behind a proxy what the proxy says, else the connection's other end."""
        address = client_address(request)
        return NOWHERE if address == "unknown" else address

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        if not settings.PASSWORD_LOGIN:
            raise ValidationError(_("Passwords are switched off here. Log in with %(name)s.") % {"name": sign_on_name()})
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            raise ValidationError(_too_many(_typed(credentials))) from None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        note_failed_log_in(_typed(credentials))

    def pre_login(self, request: HttpRequest, user: Any, **hints: Any) -> HttpResponse | None:
        """Nobody's ended account; and who comes by single sign-on comes with the roles of now, or not at all."""
        if (response := super().pre_login(request, user, **hints)) is not None:
            return response
        return follow(request, user)

    def is_reauthentication_required(self, *, app: str, **hints: Any) -> bool:
        return not is_confirmed(self.request.session) if self.request else True

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """With the provider for who has come by it, so that nobody is without any."""
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and sign_on_name() and SocialAccount.objects.filter(user=user).exists():
            described = _("Log in with %(name)s") % {"name": sign_on_name()}
            found.append({"id": "sso", "description": described, "url": reverse("confirm_by_sign_on")})
        usable = settings.PASSWORD_LOGIN
        return [one for one in found if usable or one["id"] != "reauthenticate"]

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """Not to who comes by single sign-on alone: a password would open the door also when the provider has closed it."""
        if user.has_usable_password():
            super().send_password_reset_mail(user, email, context)

    def send_notification_mail(self, *args: Any, **hints: Any) -> None:
        """What was done is done, whether or not the mail about it can leave."""
        try:
            super().send_notification_mail(*args, **hints)
        except (OSError, SMTPException):
            logger.exception("A mail about somebody's account could not be sent")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The name of the library's own hook: by which attempts are counted."""
        return counted_as(_typed(credentials))


def sign_on_name() -> str:
    """How people call the provider of single sign-on; empty without one."""
    given: Any = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {})
    return str(given["APPS"][0]["name"]) if given.get("APPS") else ""


def shown_in(request: HttpRequest, person: Any) -> list[str]:
    """What the person showed in this session: password, sso, totp, webauthn, recovery_codes."""
    records = get_authentication_records(request, person)
    said = (str(one.get("type") or one["method"]) for one in records)
    return sorted({"sso" if one == "socialaccount" else one for one in said})


def _typed(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or credentials.get("email") or "")


def _too_many(login: str) -> str:
    until = name_locked_until(login)
    if until is None:
        return _("Too many attempts from your network. Wait a minute and try again.")
    minutes = max(ceil((until - timezone.now()).total_seconds() / 60), 1)
    wait = ngettext(
        "Too many wrong attempts: nobody gets in under this name for another minute.",
        "Too many wrong attempts: nobody gets in under this name for another %(minutes)s minutes.",
        minutes,
    ) % {"minutes": minutes}
    return f"{wait} {_('If it was not you, or you cannot wait, ask an administrator to unlock the account.')}"
