"""What a change of a fact or an offer touches: everything that uses it, and which of that it would make wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from policies.content.contradictions import contradictions
from policies.content.document import CardContent
from policies.content.fact import FactContent
from policies.content.problems import Problem
from policies.content.variants import Facts
from policies.dimensions import dimensions_at
from policies.models import Subject, Version
from policies.moment import Moment
from policies.publishing import in_force
from policies.writing.quoting import texts_of, too_many_values
from policies.writing.usage import Use, where_used


@dataclass(frozen=True, slots=True)
class Touched:
    """A use, and the problems that this version would bring to it."""

    use: Use
    problems: tuple[Problem, ...] = ()


def touched_by(version: Version, at: Moment, *, seen_by: Any = None) -> list[Touched]:
    """Everything that uses the version's subject, with the numbers in its texts that would then contradict the fact."""
    uses = where_used(version.subject.kind, version.subject.slug, at, seen_by=seen_by)
    if version.subject.kind != Subject.Kind.FACT:
        return [Touched(use) for use in uses if use.version.subject_id != version.subject_id]
    facts = _facts_of(uses, at)
    changed = {**facts, version.subject.slug: version.typed}
    return [Touched(use, tuple(_new_problems(use.version, facts, changed))) for use in uses]


def problems_where_used(version: Version, at: Moment) -> list[Problem]:
    """Cards in force or scheduled that could no longer be decided with this version of a fact. Empty for cards and offers."""
    if version.subject.kind != Subject.Kind.FACT or not version.typed.variants:
        return []
    uses = [
        use for use in where_used(Subject.Kind.FACT, version.subject.slug, at) if isinstance(use.version.typed, CardContent)
    ]
    facts = {**_facts_of(uses, at), version.subject.slug: version.typed}
    dimensions = dimensions_at(at, {name for fact in facts.values() for name in fact.dimensions})
    domains = {slug: dimension.domain for slug, dimension in dimensions.items()}
    return [
        replace(problem, field="variants", message=f"{use.version.subject.slug}, {problem.field}: {problem.message}")
        for use in uses
        for problem in too_many_values(use.version.typed, _quoted(use.version, facts), domains)
    ]


def _facts_of(uses: Sequence[Use], at: Moment) -> Facts:
    slugs = {slug for use in uses for slug in use.version.typed.facts}
    return {slug: fact.typed for slug, fact in in_force(Subject.Kind.FACT, slugs, at).items()}


def _quoted(version: Version, facts: Facts) -> dict[str, FactContent]:
    return {slug: facts[slug] for slug in version.typed.facts if slug in facts}


def _new_problems(version: Version, facts: Facts, changed: Facts) -> Iterator[Problem]:
    before, after = _quoted(version, facts), _quoted(version, changed)
    for field, language, text in texts_of(version.typed):
        known = {found.written for found in contradictions(text, language, before)}
        for found in contradictions(text, language, after):
            if found.written not in known:
                yield Problem(field, "contradiction", found.sentence(language))
