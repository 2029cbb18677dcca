"""The door's addresses: those of the libraries' pages that Concord offers, and no other of theirs."""

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path

from kb.entrance import sign_on
from kb.entrance.leaving import leaving_nothing
from kb.entrance.views import cancelled, confirm_by_sign_on, sessions, taken
from policies.views.confirming import confirmed

View = Callable[..., HttpResponse]
sure = confirmed()


def with_passwords(view: View) -> View:
    """Nothing is there where passwords are switched off."""

    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.PASSWORD_LOGIN:
            raise Http404
        return view(request, *args, **kwargs)

    return asked


urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", leaving_nothing(account.logout), name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", with_passwords(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", with_passwords(account.password_change), name="account_change_password"),
    path("password/reset/", with_passwords(account.password_reset), name="account_reset_password"),
    path("password/reset/done/", with_passwords(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        with_passwords(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        with_passwords(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("sessions/", sessions, name="usersessions_list"),
    path("confirm/", confirm_by_sign_on, name="confirm_by_sign_on"),
    path("2fa/", factors.index, name="mfa_index"),
    path("2fa/authenticate/", factors.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/app/add/", sure(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/app/remove/", sure(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/codes/new/", sure(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("2fa/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("2fa/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/passkeys/add/", sure(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("2fa/passkeys/login/", with_passwords(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("2fa/passkeys/reauthenticate/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("2fa/passkeys/<int:pk>/name/", sure(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("2fa/passkeys/<int:pk>/remove/", sure(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("oidc/<slug:provider_id>/login/", sign_on.begin, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", sign_on.finish, name="openid_connect_callback"),
    path("oidc/cancelled/", cancelled, name="socialaccount_login_cancelled"),
    path("oidc/taken/", taken, name="socialaccount_signup"),
]
