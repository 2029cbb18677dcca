"""The last comparison of all channels, for the desk."""

from django import template

from kb.models import Comparison

register = template.Library()


@register.simple_tag
def last_comparison() -> Comparison | None:
    """None before the first night."""
    return Comparison.objects.order_by("-pk").first()
