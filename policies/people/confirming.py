"""Who it is was shown a moment ago: what sensitive acts ask for, so that a session left open is not enough for them."""

from typing import Any

from django.conf import settings
from django.utils import timezone

CONFIRMED = "confirmed_at"  # In the session: seconds since 1970, when the person last showed a password, a factor or a passkey.


def note_confirmed(session: Any) -> None:
    session[CONFIRMED] = timezone.now().timestamp()


def is_confirmed(session: Any) -> bool:
    age = timezone.now().timestamp() - session.get(CONFIRMED, 0)
    return bool(0 <= age < settings.CONFIRM_AGAIN_MINUTES * 60)
