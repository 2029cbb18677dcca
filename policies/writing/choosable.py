"""What a text may quote and a rule may offer: facts with what they say in each language, offers with their titles."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from policies.content.fact import FactContent
from policies.content.facts import format_fact
from policies.languages import match_language
from policies.models import Fact, Offer, Topic, Version
from policies.moment import Moment


@dataclass(frozen=True, slots=True)
class Choice:
    """`says` is what stands for it in each language of the store, `label` the same for the reader of the page.

    `is_number`: it can be the end of a range.
    """

    slug: str
    says: dict[str, str]
    label: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Choosable:
    facts: Sequence[Choice]
    offers: Sequence[Choice]
    queues: Sequence[str]

    @property
    def numbers(self) -> list[Choice]:
        return [fact for fact in self.facts if fact.is_number]


def choosable_at(at: Moment, language: str) -> Choosable:
    """All that is in force at the moment, by slug; labels in the language of the page."""
    facts = [
        _choice(version, _said(version.typed), language, is_number=version.typed.type not in ("date", "text"))
        for version in _live(Fact, at)
    ]
    offers = [_choice(version, _titles(version), language) for version in _live(Offer, at)]
    return Choosable(facts, offers, sorted(set(Topic.objects.values_list("queue", flat=True))))


def _choice(version: Version, says: dict[str, str], language: str, *, is_number: bool = False) -> Choice:
    return Choice(version.subject.slug, says, says.get(language, ""), is_number)


def _live(model: type[Fact] | type[Offer], at: Moment) -> Sequence[Version]:
    live = model.objects.live_at(at).order_by().values("live_version_id")
    return list(Version.objects.filter(pk__in=live).select_related("subject").order_by("subject__slug"))


def _said(fact: FactContent) -> dict[str, str]:
    return {tag: format_fact(fact, tag) for tag in settings.CONTENT_LANGUAGES}


def _titles(version: Version) -> dict[str, str]:
    titles = version.typed.titles
    return {tag: titles[match_language(tag, titles) or version.typed.source] for tag in settings.CONTENT_LANGUAGES}
