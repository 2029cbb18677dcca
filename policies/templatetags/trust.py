"""Words for what trust rests on and what follows from it."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.forms.channel import AUDIENCES, SCOPE_NAMES, STEP_NAMES

register = template.Library()

REASONS: dict[str, Promise] = {
    "interval": _("The usual time since the last check is over."),
    "date": _("The day that was chosen for the next check has come."),
    "doubt": _("Somebody doubts it:"),
    "fact": _("A fact that it quotes has another value since:"),
    "offer": _("An offer that it makes has ended since:"),
}
PATTERNS: dict[str, Promise] = {
    "in_a_row": _("Many in a row"),
    "too_fast": _("Faster than one can read"),
    "one_source": _("The same source for everything"),
    "bulk": _("Several at once"),
    "chance": _("By chance"),
}
KINDS: dict[str, Promise] = {"wrong": _("Wrong"), "outdated": _("Outdated"), "unclear": _("Unclear")}
RISK_NAMES: dict[str, Promise] = {"low": _("Low risk"), "medium": _("Medium risk"), "high": _("High risk")}
LOOKS: dict[str, Promise] = {"open": _("Waiting"), "confirmed": _("Confirmed"), "overturned": _("Overturned")}


@register.filter
def reason_name(reason: str) -> Promise:
    return REASONS[reason]


@register.filter
def pattern_name(pattern: str) -> Promise:
    return PATTERNS[pattern]


@register.filter
def flag_name(kind: str) -> Promise:
    return KINDS[kind]


@register.filter
def risk_name(risk: str) -> Promise:
    return RISK_NAMES[risk]


@register.filter
def step_name(step: str) -> Promise:
    return STEP_NAMES[step]


@register.filter
def audience_name(audience: str) -> Promise:
    return AUDIENCES[audience]


@register.filter
def scope_name(scope: str) -> Promise:
    return SCOPE_NAMES[scope]


@register.filter
def look_name(state: str) -> Promise:
    return LOOKS[state]
