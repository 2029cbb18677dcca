"""Words for what trust rests on and what follows from it."""

from collections.abc import Callable, Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.forms.channel import AUDIENCES, CHANNEL_KINDS, SCOPE_NAMES, STEP_NAMES

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


NAMES: dict[str, Mapping[str, Promise]] = {
    "reason_name": REASONS,
    "pattern_name": PATTERNS,
    "flag_name": KINDS,
    "risk_name": RISK_NAMES,
    "step_name": STEP_NAMES,
    "audience_name": AUDIENCES,
    "channel_kind": CHANNEL_KINDS,
    "scope_name": SCOPE_NAMES,
    "look_name": LOOKS,
}


def _named(words: Mapping[str, Promise]) -> Callable[[str], Promise]:
    return lambda key: words[key]


for name, words in NAMES.items():
    register.filter(name, _named(words))
