"""How a text shows an image, and adding one while it is written."""

from typing import Any

from django import template
from django.template import RequestContext

from policies.content.images import markdown_of
from policies.forms.image import ImageForm
from policies.models import Image

register = template.Library()


@register.filter
def as_markdown(image: Image) -> str:
    """What an author puts into a text."""
    return markdown_of(image.title, image.name)


@register.inclusion_tag("images/dialog.html", takes_context=True)
def image_dialog(context: RequestContext) -> dict[str, Any]:
    """The dialog that `js/images.js` opens; once on a page."""
    return {"form": ImageForm(auto_id="picture-%s"), "csrf_token": context["csrf_token"]}
