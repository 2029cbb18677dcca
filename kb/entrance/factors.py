"""Second factors: the secrets of authenticator apps are encrypted where they are kept, and some roles cannot do without one."""

import base64
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

from policies.people.coming_in import FACTORS
from policies.people.roles import roles_of

SALT = "kb.entrance.factors"


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    def get_totp_issuer(self) -> str:
        return "Concord"

    def get_totp_label(self, user: Any) -> str:
        return str(user.get_username())

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """The last one stays with who must have one: another is added first."""
        others = authenticator.user.authenticator_set.filter(type__in=FACTORS).exclude(pk=authenticator.pk)
        return authenticator.type not in FACTORS or not must_have_factor(authenticator.user) or others.exists()


def must_have_factor(person: Any) -> bool:
    return bool(settings.SECOND_FACTOR_REQUIRED and roles_of(person) & settings.SECOND_FACTOR_REQUIRED)


def _box() -> MultiFernet:
    """By the site's secret; what a former one encrypted can still be read."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (salted_hmac(SALT, "totp", secret=secret, algorithm="sha256").digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
