"""Which ways in there are."""

from django import template
from django.conf import settings

from kb.entrance.doors import sign_on_name as name_of_provider

register = template.Library()


@register.simple_tag
def sign_on_name() -> str:
    """How people call the provider of single sign-on; empty without one."""
    return name_of_provider()


@register.simple_tag
def has_passwords() -> bool:
    return bool(settings.PASSWORD_LOGIN)
