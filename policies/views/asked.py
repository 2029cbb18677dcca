"""What a page's address asks for: language, context and moment. Every page that reads answers begins here."""

from dataclasses import dataclass

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import get_language

from policies.content.rules import Context
from policies.context import read_context
from policies.languages import match_language, read_language
from policies.moment import Moment, read_instant
from policies.publishing import moment_at

RESERVED = frozenset({"q", "lang", "as_of", "card", "topic"})


@dataclass(frozen=True, slots=True)
class Asked:
    """`is_past` when the address names an instant; then the page says so."""

    language: str
    context: Context
    at: Moment
    is_past: bool


def read_asked(query: QueryDict, language: str = "") -> Asked:
    """Raises ContentError for whatever does not fit. `language` stands when the address may not choose one.

    Of a field given more than once the first filled one counts: a button that answers stands before the picker it fills.
    """
    instant = read_instant(query.get("as_of") or None)
    at = moment_at(instant)
    given = {name: next(filter(None, values), "") for name, values in query.lists() if name not in RESERVED}
    return Asked(language or _language(query.get("lang", "")), read_context(given, at=at), at, instant is not None)


def _language(given: str) -> str:
    """The language asked for, else that of the interface."""
    if given:
        return read_language(given)
    return match_language(read_language(get_language() or "en"), settings.CONTENT_LANGUAGES) or "en"
