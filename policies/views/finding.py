"""What an address or a form names: a row by its number, or a version, if this person may read it."""

from typing import Any

from django.shortcuts import get_object_or_404

from policies.models import Version


def find_version(user: Any, kind: str, slug: str, number: int) -> Version:
    """Raises Http404 also for a draft that is none of this person's business."""
    versions = Version.objects.visible_to(user).select_related(
        "subject__topic", "subject__owner", "subject__card", "author", "based_on", "release"
    )
    return get_object_or_404(versions, subject__kind=kind, subject__slug=slug, number=number)


def number_in(given: str) -> int:
    """The primary key that a form sent; 0, which no row has, for anything else."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
