"""What the overview's templates need to say numbers and names."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()
OUTCOMES: dict[str, Promise] = {
    "shown": _("Shown"),
    "accepted": _("Accepted"),
    "declined": _("Declined"),
    "cancelled": _("Cancelled"),
    "saved": _("Stayed"),
    "lost": _("Left all the same"),
}
STEPS = (1, 3, 6, 12)


@register.filter
def heat(count: int) -> int:
    """How strongly a number is coloured, 0 to 4; the number itself says how many."""
    return sum(count >= step for step in STEPS)


@register.filter
def get(names: Mapping[str, str], key: str) -> str:
    return names.get(key, key)


@register.filter
def outcome_name(kind: str) -> str | Promise:
    """What became of an offer."""
    return OUTCOMES.get(kind, kind)
