"""Images for texts: adding and removing them, and who may see which."""

import base64
import binascii
from dataclasses import replace
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from policies.act import act
from policies.arguments import require_text
from policies.content.images import size_of
from policies.content.pixels import MAX_BYTES, Clean, clean, is_clean
from policies.content.problems import ContentError
from policies.events import record
from policies.models import Image, Quote, Version
from policies.people.roles import MANAGER, roles_of
from policies.people.verdicts import YES, Verdict, no
from policies.permissions import may_draft, may_read_desk
from policies.publishing import now

TITLE = 200
SAID = {
    "too_large": _("This file is larger than 10 MB. Save the picture smaller and try again."),
    "too_many_pixels": _("This picture has more than 40 million pixels; make it smaller."),
    "unknown_format": _("This is no picture that we know. Send a PNG, JPEG, WebP or GIF file."),
    "broken": _("This picture is damaged. Save it once more and try again."),
}


def add_image(data: bytes, *, title: str, by: Any) -> Image:
    """Keep a picture, written anew; the one that is there already when it holds the same. Raises Refused, ContentError."""
    may_draft(by).require()
    title = " ".join(title.split())
    require_text("title", title, TITLE)
    if not title:
        raise ContentError.one("title", "missing", str(_("Say in a few words what the picture shows.")))
    try:
        image = clean(data)  # This takes a moment, in which nobody has to wait for the log.
    except ContentError as error:
        raise ContentError(replace(problem, message=str(SAID[problem.code])) for problem in error.problems) from None
    return _keep(image, title, by=by)


@act
def _keep(image: Clean, title: str, *, by: Any) -> Image:
    may_draft(by).require()
    known = Image.objects.filter(name=image.name).first()
    if known is not None:
        return known
    fields = {"width": image.width, "height": image.height, "size": len(image.data), "title": title}
    made = Image.objects.create(name=image.name, data=image.data, added_by=by, added_at=timezone.now(), **fields)
    record("add_image", f"image:{made.name}", by=by, after=fields)
    return made


def from_base64(text: str) -> bytes:
    """The bytes of a picture in a JSON body. Raises ContentError for the field `image`."""
    if len(text) > MAX_BYTES * 4 // 3 + 4:
        raise ContentError.one("image", "too_large", str(_("This picture is too large.")))
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ContentError.one("image", "base64", str(_("Send the picture's bytes as base64."))) from None


@act
def remove_image(image: Image, *, by: Any) -> None:
    """Take away one that no version shows, not even an old one. Raises Refused."""
    may_remove(by, image).require()
    record("remove_image", f"image:{image.name}", by=by, before={"title": image.title, "size": image.size})
    image.delete()


def bring_image(name: str, data: bytes, *, title: str, by: Any) -> Image:
    """One of an export, as it is. Raises ContentError for the field `image` when the bytes are not those of the name."""
    if not is_clean(name, data):
        raise ContentError.one("image", "changed", str(_("This is not the picture that was exported under this name.")))
    width, height = size_of(name)
    return _keep(Clean(data, width, height), title, by=by)


def may_remove(user: Any, image: Image) -> Verdict:
    """Versions and receipts are kept for ever, and so is what they show."""
    if image.added_by_id != user.pk and MANAGER not in roles_of(user):
        return no(_("Only who added it and knowledge managers can remove it."))
    if Quote.objects.filter(kind=Quote.Kind.IMAGE, slug=image.name).exists():
        return no(_("A version shows this picture, so it is kept."))
    return YES


def all_images(by: Any) -> QuerySet[Image]:
    """All of them without their bytes, the newest first, with `uses`: how many cards and offers show it. Raises Refused."""
    may_read_desk(by).require()
    readable = Version.objects.visible_to(by).order_by().values("pk")
    shown = Quote.objects.filter(kind=Quote.Kind.IMAGE, slug=OuterRef("name"), version__in=readable).order_by().values("slug")
    uses = shown.annotate(count=Count("version__subject", distinct=True)).values("count")
    return Image.objects.defer("data").select_related("added_by").annotate(uses=uses)


def image_for(name: str, viewer: Any) -> Image | None:
    """The image, if this person may see it; for anybody, one that a public card or offer shows or has shown."""
    image = Image.objects.filter(name=name)
    if not may_read_desk(viewer):
        image = image.filter(is_public())
    return image.first()


def is_public() -> Q:
    """Answers of a day in the past may be asked for, so what was public once stays so; what is only to come is not yet."""
    shown = Quote.objects.filter(kind=Quote.Kind.SHOWN, slug=OuterRef("name"))
    return Q(Exists(shown.filter(version__publications__effective_from__lte=now().at)))


def unknown_images(names: set[str]) -> set[str]:
    """Those of the names that no image has."""
    return names - set(Image.objects.filter(name__in=names).values_list("name", flat=True))
