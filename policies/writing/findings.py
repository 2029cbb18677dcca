"""What an author should see before a version is handed in, and a reviewer before approving it. Nothing here stops anybody."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal
from django.conf import settings
from django.utils.translation import gettext as _

from policies.content.analysis import Analysis, Example
from policies.content.conditions import Value
from policies.content.document import CardContent
from policies.content.fact import DURATION_UNITS, FactContent
from policies.content.facts import format_fact
from policies.content.language import locale_of
from policies.content.offer import OfferContent
from policies.content.problems import Problem
from policies.content.table_findings import analyse_rules, analyse_variants, missing_bounds
from policies.content.variants import Facts, TooManyRows
from policies.dimensions import dimensions_at
from policies.models import Dimension, Subject, Version
from policies.moment import Moment
from policies.publishing import in_force
from policies.writing.outdated import outdated_in
from policies.writing.quoting import doubtful_links

PARTS = ("questions", "body", "notes")
MOST_OVERLAPS = 50


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that is known in an example, in the reader's words."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Case:
    """A finding about rules (or variants of a fact): `rule`, the `other` it meets, and an example in words."""

    rule: str
    other: str
    example: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class Untranslated:
    """A language the store speaks and this text does not (`parts` is empty), or parts that its translation leaves out."""

    language: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """`missing_bounds` are facts without a number in force, without which the rules could not be looked at.

    `is_stopped`: there were too many combinations, so there may be more than what is listed. Of the overlaps the first are
    listed, and `more_overlaps` is the number of the others. `links` name the field and, as their message, the address.
    """

    never_wins: tuple[Case, ...] = ()
    gaps: tuple[tuple[Known, ...], ...] = ()
    overlaps: tuple[Case, ...] = ()
    more_overlaps: int = 0
    is_stopped: bool = False
    missing_bounds: tuple[str, ...] = ()
    untranslated: tuple[Untranslated, ...] = ()
    outdated: tuple[str, ...] = ()
    links: tuple[Problem, ...] = ()

    @property
    def warns(self) -> bool:
        """Is there anything besides overlaps, which a table may well want?"""
        parts = (self.never_wins, self.gaps, self.missing_bounds, self.untranslated, self.outdated, self.links)
        return any(parts) or self.is_stopped

    def __bool__(self) -> bool:
        return self.warns or bool(self.overlaps)


def findings_of(version: Version, at: Moment, language: str) -> Findings:
    """All findings with the facts in force at the moment, examples in this language."""
    content = version.typed
    if isinstance(content, FactContent):
        dimensions = dimensions_at(at, content.dimensions)
        analysis = analyse_variants(content, {slug: dimension.domain for slug, dimension in dimensions.items()})
        return _in_words(analysis, dimensions, language)
    if isinstance(content, OfferContent):
        absent = tuple(Untranslated(tag) for tag in _absent(content.titles))
        return Findings(untranslated=absent, links=tuple(doubtful_links(content, at)))
    facts = {slug: fact.typed for slug, fact in in_force(Subject.Kind.FACT, content.facts, at).items()}
    found = _of_rules(content, facts, at, language)
    links = tuple(doubtful_links(content, at))
    return replace(found, untranslated=_untranslated(content), outdated=tuple(outdated_in(version)), links=links)


def _of_rules(content: CardContent, facts: Facts, at: Moment, language: str) -> Findings:
    missing = missing_bounds(content, facts)
    if missing:
        return Findings(missing_bounds=tuple(missing))
    names = {name for rule in content.rules for name in rule.conditions}
    names |= {name for key in content.bound_facts for name in facts[key].dimensions}
    dimensions = dimensions_at(at, names)
    try:
        analysis = analyse_rules(content, facts, {slug: dimension.domain for slug, dimension in dimensions.items()})
    except TooManyRows:
        return Findings(is_stopped=True)
    return _in_words(analysis, dimensions, language)


def _in_words(analysis: Analysis, dimensions: Mapping[str, Dimension], language: str) -> Findings:
    def words(example: Example) -> tuple[Known, ...]:
        known = ((slug, dimension) for slug, dimension in dimensions.items() if slug in example)
        return tuple(Known(dimension.name(language), word_for(dimension, example[slug], language)) for slug, dimension in known)

    return Findings(
        tuple(Case(item.rule, item.taken_by or "", words(item.example)) for item in analysis.never_wins),
        tuple(words(example) for example in analysis.gaps),
        tuple(Case(item.first, item.second, words(item.example)) for item in analysis.overlaps[:MOST_OVERLAPS]),
        more_overlaps=max(len(analysis.overlaps) - MOST_OVERLAPS, 0),
        is_stopped=bool(analysis.stopped_at),
    )


def word_for(dimension: Dimension, value: Value, language: str) -> str:
    """A value of this dimension as the language says it."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, str):
        return dimension.label(value, language)
    if isinstance(value, date):
        return format_date(value, "long", locale=locale_of(language))
    if dimension.unit in DURATION_UNITS:
        return format_fact(FactContent(type="duration", unit=dimension.unit, value=value), language)
    return format_decimal(value, locale=locale_of(language), decimal_quantization=False)


def _untranslated(content: CardContent) -> tuple[Untranslated, ...]:
    source = content.languages[content.source]
    wanted = [part for part in PARTS if getattr(source, part)]
    found = [Untranslated(tag) for tag in _absent(content.languages)]
    for language, said in sorted(content.languages.items()):
        left_out = tuple(part for part in wanted if not getattr(said, part))
        if left_out:
            found.append(Untranslated(language, left_out))
    return tuple(found)


def _absent(said: Mapping[str, object]) -> list[str]:
    return [tag for tag in settings.CONTENT_LANGUAGES if tag not in said]
