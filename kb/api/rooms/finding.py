"""Cards, facts, offers and their versions, as far as the person of a visit may read them."""

from typing import Annotated, Any

from django.db.models import Max, Q, QuerySet
from pydantic import Field

from kb.api.named import Instant
from kb.api.room import Visit, first_or_404
from policies.content.form import Form
from policies.models import Subject, Version

PLACE = "<kind:kind>/<card:slug>"
OF_VERSION = f"{PLACE}/versions/<int:number>"
RELATED = ("subject__topic", "subject__owner", "subject__card", "author", "based_on", "release")
Name = Annotated[str, Field(max_length=150)]


class Nothing(Form):
    """Verbs that need no more than to be asked for."""


class Deciding(Form):
    comment: str = ""


class Withdrawing(Form):
    """Null is now."""

    start: Instant = None


def subjects_for(person: Any, kind: str) -> QuerySet[Subject]:
    """Those of which the person may read some version."""
    readable = Version.objects.visible_to(person).order_by().values("subject")
    numbered = Max("publications__number", filter=Q(publications__kind__in=["publish", "withdraw"]))
    found = Subject.objects.filter(kind=kind, pk__in=readable).annotate(changed=numbered)
    return found.select_related("topic__owner", "owner", "inherited_from", "card").order_by("slug")


def find_subject(visit: Visit, kind: str, slug: str) -> Subject:
    found: Subject = first_or_404(subjects_for(visit.who, kind).filter(slug=slug))
    return found


def versions_for(person: Any, kind: str, slug: str) -> QuerySet[Version]:
    """Those that the person may read, the newest first, each with the revision at which it was published last."""
    versions = Version.objects.visible_to(person).filter(subject__kind=kind, subject__slug=slug)
    published = Max("publications__number", filter=Q(publications__kind="publish"))
    found = versions.annotate(published=published).select_related(*RELATED).prefetch_related("reviews__by")
    return found.order_by("-number")


def find_version(visit: Visit, kind: str, slug: str, number: int) -> Version:
    found: Version = first_or_404(versions_for(visit.who, kind, slug).filter(number=number))
    return found
