"""What a page's address asks for: language, context and moment. Every page that reads answers begins here."""

from dataclasses import dataclass

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from policies.content.problems import ContentError
from policies.content.rules import Context
from policies.context import read_context
from policies.languages import match_language, read_language
from policies.models import Release
from policies.moment import Moment, read_instant
from policies.publishing import moment_at
from policies.releases import preview_of

RESERVED = frozenset({"q", "lang", "as_of", "card", "topic", "release"})


@dataclass(frozen=True, slots=True)
class Asked:
    """`is_past` when the address names an instant, `release` when it is a preview of one; then the page says so."""

    language: str
    context: Context
    at: Moment
    is_past: bool
    release: Release | None = None


def read_asked(query: QueryDict, language: str = "", *, may_preview: bool = False) -> Asked:
    """Raises ContentError for whatever does not fit. `language` stands when the address may not choose one.

    Only pages for colleagues may show what is not published yet.

    Of a field given more than once the first filled one counts: a button that answers stands before the picker it fills.
    """
    instant = read_instant(query.get("as_of") or None)
    release = _release(query.get("release", "")) if may_preview else None
    at = preview_of(release) if release else moment_at(instant)
    given = {name: next(filter(None, values), "") for name, values in query.lists() if name not in RESERVED}
    return Asked(language or _language(query.get("lang", "")), read_context(given, at=at), at, instant is not None, release)


def _release(slug: str) -> Release | None:
    if not slug:
        return None
    found = Release.objects.filter(slug=slug).first()
    if found is None:
        raise ContentError.one("release", "unknown", _("There is no such release."))
    return found


def _language(given: str) -> str:
    """The language asked for, else that of the interface."""
    if given:
        return read_language(given)
    return match_language(read_language(get_language() or "en"), settings.CONTENT_LANGUAGES) or "en"
