"""`/images`: pictures that texts may show. What customers see of them stands at `/images/{name}.webp`, outside the API."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from kb.api.room import Act, Room, Visit
from kb.api.shown import named
from policies.content.form import Form
from policies.content.images import address_of
from policies.content.text import Line
from policies.images import add_image, all_images, from_base64, remove_image
from policies.models import Image


class ImageShown(serializers.Serializer[Image]):
    """`address` is what a text writes: `![what it shows](address)`. `width` and `height` are pixels, `size` bytes."""

    name = serializers.CharField()
    address = serializers.SerializerMethodField()
    title = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    size = serializers.IntegerField()
    uses = serializers.SerializerMethodField()
    added_by = named("added_by")
    added_at = serializers.DateTimeField()

    def get_address(self, image: Image) -> str:
        return address_of(image.name)

    def get_uses(self, image: Any) -> int:
        """Cards and offers of which a version shows it."""
        return image.uses or 0


class NewImage(Form):
    """`image` is a PNG, JPEG, WebP or GIF file as base64; `title` says what it shows."""

    image: str
    title: Line


def _add(*, by: Any, image: str, title: str) -> Image:
    return add_image(from_base64(image), title=title, by=by)


class Images(Room):
    """Pictures that texts may show, the newest first"""

    address, key, field, shown = "images", "<slug:name>", "name", ImageShown
    ordering = ("-added_at", "-pk")
    begin = Act("Add a picture; it is written anew, and is the one that is there if that holds the same", NewImage, _add)
    acts = {"remove": Act("Take away a picture that no version shows", Form, remove_image, vanishes=True)}

    def rows(self, visit: Visit, **place: Any) -> QuerySet[Image]:
        return all_images(visit.who)
