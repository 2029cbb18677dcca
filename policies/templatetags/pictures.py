"""How a text shows an image."""

from django import template

from policies.content.images import markdown_of
from policies.models import Image

register = template.Library()


@register.filter
def as_markdown(image: Image) -> str:
    """What an author puts into a text."""
    return markdown_of(image.title, image.name)
