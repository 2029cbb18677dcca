"""What a draft of a fact or an offer would change, before anybody saved it: its own words, and those of all that uses it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.html import escape

from policies.content.conditions import Range, condition_form
from policies.content.diff import Span
from policies.content.document import CardContent
from policies.content.fact import FactContent
from policies.content.facts import PLACEHOLDER, fill, quoted_facts
from policies.content.offer import OfferContent
from policies.content.problems import ContentError, Problem
from policies.content.variants import Facts, likely_values
from policies.dimensions import dimensions_at
from policies.models import Publication, Subject, Version
from policies.moment import Moment
from policies.publishing import base_for, in_force
from policies.review.comparing import Comparison, Pair, comparison_of
from policies.review.condition_words import ConditionWords
from policies.timeline import Stretch, stretches_of
from policies.writing.findings import Findings, Known, findings_of
from policies.writing.previewing import NO_RELEASE, unsaved
from policies.writing.readiness import problems_before_review
from policies.writing.touched import touched_by
from policies.writing.usage import Use

SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
MOST_CASES = 3  # Of a fact with other values: those that are shown in each text.
MOST_USES = 24  # Things that use it whose sentences are spelled out; the rest is counted.


@dataclass(frozen=True, slots=True)
class Case:
    """A value of the fact as it was (None: there was none) and would be, and where (nothing: everywhere else)."""

    when: tuple[Known, ...]
    old: FactContent | None
    new: FactContent


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that quotes the fact, as pieces that are `same`, `added` or `removed`."""

    language: str
    when: tuple[Known, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What would change in something that uses it: the first sentence of each language (`more`: how many others there are),
    the conditions of its rules that the fact ends, rules that make the offer, and problems that it would bring.
    """

    use: Use
    sentences: tuple[Sentence, ...] = ()
    more: int = 0
    bounds: tuple[Pair, ...] = ()
    rules: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """The offer as a customer reads it in one language; `reason` is for colleagues."""

    language: str
    title: str
    html: str
    reason: str


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`problems` stop the draft from being saved, `to_mend` from being handed in. Without a `comparison` it does not read yet.

    `holds` is what is in force now and what will be, as it was published so far.
    """

    problems: tuple[Problem, ...] = ()
    to_mend: tuple[Problem, ...] = ()
    findings: Findings | None = None
    comparison: Comparison | None = None
    effects: tuple[Effect, ...] = ()
    more_effects: int = 0
    shown: tuple[Shown, ...] = ()
    holds: tuple[Stretch, ...] = ()


def foresee(version: Version, form: Mapping[str, Any], at: Moment, language: str, *, seen_by: Any) -> Foreseen:
    """`form` is the content as it is being written, right or wrong; words come in this language of the interface."""
    at = replace(at, release=version.release_id or NO_RELEASE)
    holds = tuple(_stretches(version.subject, at))
    try:
        draft = unsaved(version, form)
    except ContentError as error:
        return Foreseen(error.problems, holds=holds)
    base = base_for(version.subject)
    effects = [replace(effect) for effect in _effects(draft, base, at, language, seen_by)]
    return Foreseen(
        (),
        tuple(problems_before_review(draft, at)),
        findings_of(draft, at, language),
        comparison_of(base, draft, at, language),
        tuple(effects[:MOST_USES]),
        max(len(effects) - MOST_USES, 0),
        tuple(_shown(draft, at)) if isinstance(draft.typed, OfferContent) else (),
        holds,
    )


def _stretches(subject: Subject, at: Moment) -> Iterator[Stretch]:
    log = Publication.objects.filter(subject=subject.pk, number__lte=at.revision).order_by("number", "id")
    stretches = stretches_of(list(log.select_related("version__subject__topic", "version__author")))
    return (stretch for stretch in stretches if stretch.until is None or stretch.until > at.at)


def _effects(draft: Version, base: Version | None, at: Moment, language: str, seen_by: Any) -> list[Effect]:
    touched = touched_by(draft, at, seen_by=seen_by)
    if not isinstance(draft.typed, FactContent):
        return [Effect(item.use, rules=_rules_with(item.use.version, draft.subject.slug)) for item in touched]
    cases = _cases(base.typed if base else None, draft.typed, at, language)
    slugs = {slug for item in touched for slug in item.use.version.typed.facts}
    facts = {slug: fact.typed for slug, fact in in_force(Subject.Kind.FACT, slugs, at).items()}
    found = []
    for item in touched:
        quoting = _Quoting(item.use.version, draft.subject.slug, facts)
        sentences, more = quoting.sentences(cases)
        bounds = tuple(quoting.bounds(cases, at, language))
        found.append(Effect(item.use, sentences, more, bounds, problems=item.problems))
    return found


def _cases(old: FactContent | None, new: FactContent, at: Moment, language: str) -> list[Case]:
    """Where the fact would say something else: each place that one of both tells apart, with the value there."""
    dimensions = dimensions_at(at, (old.dimensions if old else frozenset()) | new.dimensions)
    places: list[Mapping[str, Sequence[str]]] = [variant.when for fact in (new, old) if fact for variant in fact.variants]
    cases: dict[tuple[Known, ...], Case] = {}
    for when in (*places, {}):
        words = tuple(
            Known(dimensions[name].name(language), ", ".join(dimensions[name].label(option, language) for option in options))
            for name, options in sorted(when.items())
            if name in dimensions
        )
        example = {name: options[0] for name, options in when.items()}
        was, says = (likely_values({"": fact}, example)[""] if fact else None for fact in (old, new))
        if says is not None and was != says:
            cases.setdefault(words, Case(words, was, says))
    return list(cases.values())


@dataclass(frozen=True, slots=True)
class _Quoting:
    """A version that uses the fact `slug`, with the facts in force."""

    version: Version
    slug: str
    facts: Facts

    def sentences(self, cases: Sequence[Case]) -> tuple[tuple[Sentence, ...], int]:
        """The first sentence of each language, for the first cases; and the number of sentences besides."""
        facts, shown, more = likely_values(self.facts, {}), list[Sentence](), 0
        for language, texts in self.version.rendered.items() if cases else ():
            parts = [part for both in texts.values() for part in SENTENCES.split(both["text"])]
            quoting = list(dict.fromkeys(part for part in parts if self.slug in set(quoted_facts(part))))
            more += max(len(quoting) - 1, 0)
            for case in cases[:MOST_CASES] if quoting else ():
                shown.append(Sentence(language, case.when, tuple(self._spans(quoting[0], case, facts, language))))
        return tuple(shown), more

    def _spans(self, sentence: str, case: Case, facts: Facts, language: str) -> Iterator[Span]:
        """The sentence with the value as a whole before and after; facts that are not in force stay as they are written."""
        known = {key: facts[key] for key in quoted_facts(sentence) if key in facts}
        place = 0
        for found in PLACEHOLDER.finditer(sentence):
            yield Span("same", sentence[place : found.start()])
            place = found.end()
            if found["key"] == self.slug:
                for kind, fact in (("removed", case.old), ("added", case.new)):
                    if fact is not None:
                        yield Span(kind, fill(found[0], {self.slug: fact}, language))
            else:
                yield Span("same", fill(found[0], known, language) if found["key"] in known else found[0])
        yield Span("same", sentence[place:])

    def bounds(self, cases: Sequence[Case], at: Moment, language: str) -> Iterator[Pair]:
        """Conditions of rules (or of the offer) that the fact ends, as they are read before and after; of its main value."""
        content = self.version.typed
        general = next((case for case in cases if not case.when), None)
        if general is None or self.slug not in content.bound_facts:
            return
        tables = [(rule.key, rule.conditions) for rule in content.rules] if isinstance(content, CardContent) else []
        for key, conditions in tables or [("", content.conditions)]:
            when = {name: condition_form(item) for name, item in conditions.items() if _ends(item, self.slug)}
            if when:
                words = ConditionWords([when], at, language)
                says = []
                for fact in (general.old, general.new):
                    words.facts = {**words.facts, **({self.slug: fact} if fact else {})}
                    says.append(" · ".join(f"{known.name}: {known.value}" for known in words.of(when)))
                yield Pair(key, *says)


def _ends(condition: Any, slug: str) -> bool:
    return isinstance(condition, Range) and slug in condition.facts


def _rules_with(version: Version, offer: str) -> tuple[str, ...]:
    """The rules of a card that make this offer."""
    content = version.typed
    return tuple(rule.key for rule in content.rules if offer in rule.offers) if isinstance(content, CardContent) else ()


def _shown(draft: Version, at: Moment) -> Iterator[Shown]:
    """In each language, with the facts in force; one that quotes what is not in force is left out."""
    content: OfferContent = draft.typed
    in_force_now = {slug: fact.typed for slug, fact in in_force(Subject.Kind.FACT, content.facts, at).items()}
    facts = likely_values(in_force_now, {})
    tags = sorted(content.titles, key=lambda tag: (tag != content.source, tag))
    for tag in tags:
        if all(key in facts for key in quoted_facts(content.texts[tag])):
            html = fill(draft.rendered[tag]["text"]["html"], facts, tag, escape=escape)
            yield Shown(tag, content.titles[tag], html, content.reasons.get(tag, ""))
