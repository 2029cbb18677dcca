"""Words for what becomes of offers."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

SAID: dict[str, Promise] = {
    "shown": _("Recorded: the customer was shown the offer."),
    "accepted": _("Recorded: the customer accepted the offer."),
    "declined": _("Recorded: the customer declined the offer."),
    "cancelled": _("Recorded: the customer cancelled after all."),
}


@register.filter
def outcome_said(kind: str) -> Promise:
    """What is told to the colleague who recorded it."""
    return SAID[kind]
