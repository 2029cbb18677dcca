"""How people, their roles and their parts are called on a page."""

from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from policies.content.language import usual_case
from policies.forms.people import PART_NAMES, ROLE_NAMES
from policies.models import Topic
from policies.people import directory as people

register = template.Library()


@register.filter
def called(person: Any) -> str:
    """The full name, else the name for logging in."""
    return people.called(person)


@register.filter
def role_name(role: str) -> str | Promise:
    return ROLE_NAMES.get(role, role)


@register.filter
def part_name(part: str) -> str | Promise:
    return PART_NAMES.get(part, part)


@register.filter
def topic_called(topic: Topic) -> str:
    """In the reader's language."""
    return topic.name(usual_case(get_language() or "en"))


@register.filter
def kind_called(kind: str) -> Promise:
    """Of a card, fact or offer."""
    return {"card": _("Card"), "fact": _("Fact"), "offer": _("Offer")}[kind]


@register.filter
def risk_name(risk: str) -> Promise:
    return {"low": _("Low"), "medium": _("Medium"), "high": _("High")}[risk]
