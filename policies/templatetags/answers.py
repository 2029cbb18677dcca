"""Words and signs for what replies carry as keys."""

from collections.abc import Iterable

from babel import Locale, UnknownLocaleError
from django import template
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from policies.languages import read_language
from policies.reply import Need

register = template.Library()

OUTCOMES: dict[str, tuple[str | Promise, str]] = {
    "allowed": (_("Allowed"), "circle-check"),
    "not_allowed": (_("Not allowed"), "circle-x"),
    "depends": (_("It depends"), "circle-question-mark"),
    "information": (_("Good to know"), "info"),
}
TRUST: dict[str, tuple[str | Promise, str]] = {
    "verified": (_("Verified"), "shield-check"),
    "due": (_("Check is due"), "clock-alert"),
    "expired": (_("Check is overdue"), "shield-alert"),
}
STEP_BY_STEP = frozenset({"order_stage"})


@register.filter
def outcome_name(outcome: str) -> str | Promise:
    return OUTCOMES[outcome][0]


@register.filter
def outcome_icon(outcome: str) -> str:
    return OUTCOMES[outcome][1]


@register.filter
def trust_name(state: str) -> str | Promise:
    return TRUST[state][0]


@register.filter
def trust_icon(state: str) -> str:
    return TRUST[state][1]


@register.filter
def language_name(tag: str) -> str:
    """The language in the reader's own language: `Portuguese`, `português`, `португальский`."""
    try:
        name = Locale.parse(tag, sep="-").get_language_name(Locale.parse(get_language() or "en", sep="-"))
    except (UnknownLocaleError, ValueError):
        name = None
    return name or tag


@register.filter
def language_tag(code: str) -> str:
    """Django's `pt-br` as the rest of the world writes it."""
    return read_language(code)


@register.filter
def own_name(tag: str) -> str:
    """The language as its speakers call it."""
    return settings.CONTENT_LANGUAGES.get(tag, tag)


@register.filter
def is_line(need: Need) -> bool:
    """Are its options steps that come one after the other, rather than kinds of a thing?"""
    return need.dimension in STEP_BY_STEP


@register.filter
def dimensions(needs: Iterable[Need]) -> list[str]:
    """What these needs ask for."""
    return [need.dimension for need in needs]
