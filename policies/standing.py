"""How a version stands at a moment. Stored is what people decided; live, scheduled and superseded follow from the log."""

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.models import Publication, Version
from policies.moment import Moment
from policies.publishing import in_force

NAMES: dict[str, Promise] = {
    "draft": _("Draft"),
    "in_review": _("In review"),
    "returned": _("Changes requested"),
    "approved": _("Approved"),
    "scheduled": _("Scheduled"),
    "live": _("Live"),
    "superseded": _("Superseded"),
    "ended": _("Ended"),
    "withdrawn": _("Withdrawn"),
}


def standing_of(version: Version, at: Moment) -> str:
    """One of the keys of `NAMES`."""
    if version.state != Version.State.PUBLISHED:
        return version.state
    subject = version.subject
    live = in_force(subject.kind, [subject.slug], at).get(subject.slug)
    if live is not None and live.pk == version.pk:
        return "live"
    publication = version.publications.filter(kind=Publication.Kind.PUBLISH, number__lte=at.revision).last()
    if publication is None:
        return "approved"
    if _is_withdrawn(publication, version, at):
        return "withdrawn"
    if publication.effective_from > at.at:
        return "scheduled"
    if publication.effective_until is not None and publication.effective_until <= at.at:
        return "ended"
    return "superseded"


def _is_withdrawn(publication: Publication, version: Version, at: Moment) -> bool:
    later = Publication.objects.filter(
        Q(version=version) | Q(version=None),
        subject=version.subject_id,
        kind=Publication.Kind.WITHDRAW,
        number__gt=publication.number,
        number__lte=at.revision,
        effective_from__lte=max(at.at, publication.effective_from),
    )
    return later.exists()
