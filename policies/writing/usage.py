"""Where things are used: which versions quote a fact or an offer, ask about a dimension, or link to a card."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.functional import Promise

from policies.content.quotes import quotes_of
from policies.models import Quote, Subject, Version
from policies.moment import Moment
from policies.standing import NAMES, standing_of

COMING = (Version.State.DRAFT, Version.State.IN_REVIEW, Version.State.APPROVED)


@dataclass(frozen=True, slots=True)
class Use:
    """A version that uses it, and how that version stands: live, scheduled, or on its way there."""

    version: Version
    standing: str

    @property
    def is_live(self) -> bool:
        return self.standing == "live"

    @property
    def name(self) -> Promise:
        return NAMES[self.standing]


def keep_quotes(version: Version) -> None:
    """Write down what a version quotes, in the transaction that saves its content."""
    wanted, kept = quotes_of(version.typed), set(version.quotes.values_list("kind", "slug"))
    for kind, slug in kept - wanted:
        version.quotes.filter(kind=kind, slug=slug).delete()
    Quote.objects.bulk_create(Quote(version=version, kind=kind, slug=slug) for kind, slug in sorted(wanted - kept))


def where_used(kind: str, slug: str, at: Moment, *, seen_by: Any = None) -> list[Use]:
    """Versions in force, scheduled, and drafts up to approved ones that use it; those in force first, then by their subjects.

    `seen_by` leaves out what this person may not read; a check that concerns everyone leaves out nobody.
    """
    found = Version.objects.all() if seen_by is None else Version.objects.visible_to(seen_by)
    found = found.filter(quotes__kind=kind, quotes__slug=slug).select_related("subject__topic", "subject__card", "author")
    uses = [Use(version, "live") for version in found.filter(pk__in=_live(at))]
    uses += _scheduled(found, at)
    uses += [Use(version, version.state) for version in found.filter(state__in=COMING)]
    return sorted(uses, key=lambda use: (not use.is_live, use.version.subject.kind, use.version.subject.slug))


def times_used(kind: str, slugs: Sequence[str], at: Moment) -> dict[str, int]:
    """How many cards and offers in force use each of these now."""
    live = Quote.objects.filter(kind=kind, slug__in=slugs, version__in=_live(at))
    counted = live.order_by().values("slug").annotate(uses=Count("version__subject", distinct=True))
    return {**dict.fromkeys(slugs, 0), **{row["slug"]: row["uses"] for row in counted}}


def live_uses(kind: str, at: Moment) -> dict[str, list[Use]]:
    """The versions in force that use things of this kind, by the slug of what they use."""
    quotes = Quote.objects.filter(kind=kind, version__in=_live(at)).select_related(
        "version__subject__topic", "version__subject__card", "version__author"
    )
    uses: dict[str, list[Use]] = {}
    for quote in quotes.order_by("version__subject__kind", "version__subject__slug"):
        uses.setdefault(quote.slug, []).append(Use(quote.version, "live"))
    return uses


def _live(at: Moment) -> QuerySet[Subject, dict[str, Any]]:
    return Subject.objects.live_at(at).order_by().values("live_version_id")


def _scheduled(found: QuerySet[Version], at: Moment) -> Iterator[Use]:
    later = found.filter(state=Version.State.PUBLISHED, publications__effective_from__gt=at.at).distinct()
    return (Use(version, "scheduled") for version in later if standing_of(version, at) == "scheduled")
