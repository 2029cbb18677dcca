"""Words for notices, and what other pages show of notices and must-reads."""

from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.models import MustRead, Notice, Version
from policies.notices.must_reads import may_require_reading, may_see_readers
from policies.notices.words import KINDS
from policies.notices.words import sentence as sentence_of

register = template.Library()

FIELDS: dict[str, Promise] = {"title": _("Title"), "short": _("Short answer"), "body": _("Background"), "notes": _("Notes")}
BECAME: dict[str, Promise] = {"new": _("New case"), "gone": _("No longer a case"), "other_cases": _("Other conditions")}


@register.filter
def sentence(notice: Notice) -> str:
    """What a notice says, in the active language."""
    return sentence_of(notice)


@register.filter
def notice_icon(notice: Notice) -> str:
    return KINDS[notice.kind].icon


@register.filter
def field_name(name: str) -> str | Promise:
    """What a text of a card is called."""
    return FIELDS.get(name, name)


@register.filter
def became_name(became: str) -> str | Promise:
    """What became of a rule."""
    return BECAME.get(became, "")


@register.inclusion_tag("must_read/of_version.html", takes_context=True)
def must_read_of(context: template.Context, version: Version) -> dict[str, Any]:
    """Whether a version is a must-read, or may be made one."""
    user = context["request"].user
    found = (
        MustRead.objects.select_related("version__subject__topic", "version__subject__owner").filter(version=version).first()
    )
    return {
        "version": version,
        "must_read": found,
        "may_see": found is not None and bool(may_see_readers(user, found)),
        "may_require": found is None and bool(may_require_reading(user, version)),
    }
