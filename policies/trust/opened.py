"""How long somebody had a page before them: its form holds a signed note of who opened what when, by the server's clock."""

from typing import Any

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.content.problems import ContentError

SALT = "concord.opened.1"


def opened_by(user: Any, what: str) -> str:
    """The note for a page that is shown now."""
    return signing.dumps([user.pk, what, int(timezone.now().timestamp())], salt=SALT)


def seconds_since(note: str, user: Any, what: str) -> int:
    """Seconds since this person opened this page. Raises ContentError for a note of another page or person, or none."""
    try:
        who, opened, at = signing.loads(note, salt=SALT)
    except signing.BadSignature:
        who = opened = at = None
    if (who, opened) != (user.pk, what):
        raise ContentError.one("opened", "invalid", _("This page is not whole any more. Load it again."))
    return max(int(timezone.now().timestamp()) - at, 0)
