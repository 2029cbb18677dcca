"""Words that everybody would try first because the site is what it is: its name, its host, and what the store is called."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST = 4  # Shorter ones stand in half of all good passwords.


def own_words() -> frozenset[str]:
    """Of the product, of `CONCORD_URL` without its last part, and of `PASSWORD_WORDS`; in small letters."""
    host = urlsplit(settings.CONCORD_URL).hostname or ""
    found = {"concord", *host.split(".")[:-1], *(word.strip().casefold() for word in settings.PASSWORD_WORDS)}
    return frozenset(word for word in found if len(word) >= SHORTEST)


class OwnWords:
    """One of Django's password validators."""

    def validate(self, password: str, user: Any = None) -> None:
        said = password.casefold()
        if any(word in said for word in own_words()):
            raise ValidationError(self.get_help_text(), code="password_of_ours")

    def get_help_text(self) -> str:
        return _("Leave out the names of the store and of this site: they are what others try first.")
