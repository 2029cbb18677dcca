"""All facts, offers and dimensions at a glance: what they say now, whose they are, and how much depends on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from policies.content.fact import FactContent, Variant
from policies.content.facts import format_fact
from policies.content.offer import OfferContent
from policies.dimensions import dimensions_at
from policies.models import Dimension, Fact, Offer, Quote, Subject, Version
from policies.moment import Moment
from policies.outcomes import Counts, counts_of
from policies.publishing import in_force
from policies.writing.findings import Known
from policies.writing.usage import Use, live_uses, times_used


@dataclass(frozen=True, slots=True)
class Reading:
    """A value of a fact in each language of the store, and where it has that value (nothing: everywhere else)."""

    when: tuple[Known, ...]
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact with its values now; without any, when it is not in force."""

    subject: Subject
    readings: tuple[Reading, ...]
    live_from: datetime | None
    uses: int


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An offer as it is now (None: not in force), with what became of it so far."""

    subject: Subject
    content: OfferContent | None
    live_from: datetime | None
    uses: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class DimensionLine:
    dimension: Dimension
    uses: Sequence[Use]


def all_facts(at: Moment, user: Any, language: str) -> list[FactLine]:
    """Facts in force, and others of which the person may read some version. Conditions are in this language."""
    subjects, live_from = _visible(Fact, at, user)
    slugs = [subject.slug for subject in subjects]
    versions, uses = in_force(Subject.Kind.FACT, slugs, at), times_used(Quote.Kind.FACT, slugs, at)
    names = {name for version in versions.values() for name in version.typed.dimensions}
    dimensions = dimensions_at(at, names)
    return [
        FactLine(
            subject,
            readings_of(versions[subject.slug].typed, dimensions, language) if subject.slug in versions else (),
            live_from.get(subject.pk),
            uses[subject.slug],
        )
        for subject in subjects
    ]


def all_offers(at: Moment, user: Any) -> list[OfferLine]:
    """Offers in force, and others of which the person may read some version."""
    subjects, live_from = _visible(Offer, at, user)
    slugs = [subject.slug for subject in subjects]
    versions, uses = in_force(Subject.Kind.OFFER, slugs, at), times_used(Quote.Kind.OFFER, slugs, at)
    said = {slug: version.typed for slug, version in versions.items()}
    return [
        OfferLine(
            subject,
            said.get(subject.slug),
            live_from.get(subject.pk),
            uses[subject.slug],
            counts_of(subject, said.get(subject.slug), at.at),
        )
        for subject in subjects
    ]


def all_dimensions(at: Moment) -> list[DimensionLine]:
    """Every dimension in its order, with the versions in force that ask about it."""
    dimensions = list(Dimension.objects.all())
    uses = live_uses(Quote.Kind.DIMENSION, at)
    return [DimensionLine(dimension, uses.get(dimension.slug, [])) for dimension in dimensions]


def readings_of(fact: FactContent, dimensions: Mapping[str, Dimension], language: str) -> tuple[Reading, ...]:
    """The variants in order, then the value that stands where none of them holds."""

    def values(value: Any) -> tuple[tuple[str, str], ...]:
        one = fact.with_value(value)
        return tuple((tag, format_fact(one, tag)) for tag in settings.CONTENT_LANGUAGES)

    variants = (Reading(_where(item, dimensions, language), values(item.value)) for item in fact.variants)
    return (*variants, Reading((), values(fact.value)))


def _where(variant: Variant, dimensions: Mapping[str, Dimension], language: str) -> tuple[Known, ...]:
    return tuple(
        Known(dimensions[name].name(language), ", ".join(dimensions[name].label(option, language) for option in options))
        for name, options in sorted(variant.when.items())
        if name in dimensions
    )


def _visible(model: type[Fact | Offer], at: Moment, user: Any) -> tuple[list[Subject], dict[int, datetime]]:
    live_from = dict(model.objects.live_at(at).values_list("pk", "live_from"))
    readable = Version.objects.visible_to(user).order_by().values("subject")
    subjects = model.objects.filter(pk__in=readable).select_related("topic", "owner")
    return list(subjects), live_from
