"""What an act needs of the words and instants it is given. Each raises ContentError naming the field."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from policies.content.problems import ContentError
from policies.content.text import FACT_KEY
from policies.models.fields import SLUG_PATTERN

NO_TEXT = re.compile("[\x00\ud800-\udfff]")


def require_slug(field: str, text: str) -> None:
    if len(text) > 80 or not SLUG_PATTERN.match(text):
        raise ContentError.one(field, "slug", _("Use lower-case letters, digits and single hyphens, at most 80."))


def require_fact_key(field: str, text: str) -> None:
    if len(text) > 80 or not re.fullmatch(FACT_KEY, text):
        raise ContentError.one(field, "slug", _("Write a group and a name with a dot between them: returns.window_days."))


def require_text(field: str, text: str, most: int = 10_000) -> None:
    """Nothing that a database would refuse."""
    if len(text) > most:
        raise ContentError.one(field, "too_long", _("This is too long (at most %(most)s characters).") % {"most": most})
    if NO_TEXT.search(text):
        raise ContentError.one(field, "string_unicode", _("This holds characters that no text can have."))


def require_choice(field: str, value: str, choices: Iterable[str]) -> None:
    known = tuple(choices)
    if value not in known:
        raise ContentError.one(field, "choice", _("Choose one of %(choices)s.") % {"choices": ", ".join(known)})


def require_future(*, start: datetime | None = None, until: datetime | None = None) -> None:
    """Instants with an offset, not in the past, and `until` after `start`."""
    now = timezone.now()
    for field, instant in (("start", start), ("until", until)):
        if instant is None:
            continue
        if timezone.is_naive(instant):
            raise ContentError.one(field, "instant", _("Write an instant with its offset."))
        if instant < now:
            raise ContentError.one(field, "past", _("This is in the past; what was in force then cannot be rewritten."))
    if until is not None and until <= (start or now):
        raise ContentError.one("until", "order", _("It would end before it begins."))
