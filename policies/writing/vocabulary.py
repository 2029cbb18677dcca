"""Does a text fit the store's vocabulary? Every dimension, option, fact and offer it names must exist."""

from collections.abc import Iterable, Iterator, Mapping, Set

from policies.content.conditions import Choice, Condition, Flag, Period, Range
from policies.content.document import CardContent
from policies.content.fact import FactContent
from policies.content.facts import ANY_PLACEHOLDER, malformed_placeholders, quoted_facts
from policies.content.offer import OfferContent
from policies.content.problems import Problem
from policies.models import Dimension, Offer, Subject
from policies.moment import Moment
from policies.publishing import in_force
from policies.writing.quoting import quoting_problems

KINDS: dict[type, str] = {Choice: "choice", Flag: "flag", Range: "number", Period: "date"}


def problems_of(content: CardContent | FactContent | OfferContent, at: Moment) -> list[Problem]:
    """What must be mended before this content can be submitted. Looks at what is in force at the moment."""
    if isinstance(content, FactContent):
        return list(_variant_problems(content))
    texts = list(_texts(content))
    known = in_force(Subject.Kind.FACT, content.facts, at)
    problems = [
        Problem(field, "unknown_fact", f"There is no fact {key} in force.")
        for field, text in texts
        for key in quoted_facts(text)
        if key not in known
    ]
    problems += [
        Problem(field, "placeholder", f"{written} is not a fact. Write {{{{ group.name }}}} or remove the braces.")
        for field, text in texts
        for written in malformed_placeholders(text)
    ]
    problems += [
        Problem(field, "placeholder", "Facts can be quoted in texts only; remove the braces here.")
        for field, line in _lines(content)
        if next(ANY_PLACEHOLDER.finditer(line), None)
    ]
    numbers = {key for key, fact in known.items() if fact.typed.type not in ("date", "text")}
    if isinstance(content, CardContent):
        problems += _rule_problems(content, numbers)
    else:
        problems += _offer_problems(content, numbers)
    facts = {key: fact.typed for key, fact in known.items()}
    domains = {slug: dimension.domain for slug, dimension in _dimensions(_depended_on(facts)).items()}
    return [*problems, *quoting_problems(content, facts, domains)]


def made_for_problems(content: CardContent | FactContent | OfferContent, number: int) -> Iterator[Problem]:
    """Translations that claim to be made for a version that is still to come: they would never be found outdated."""
    if isinstance(content, CardContent):
        for language, said in content.languages.items():
            if said.made_for is not None and said.made_for > number:
                message = f"There is no version {said.made_for} yet; leave this out, or write 0 for some older version."
                yield Problem(f"languages.{language}.made_for", "unknown_version", message)


def _texts(content: CardContent | OfferContent) -> Iterator[tuple[str, str]]:
    if isinstance(content, OfferContent):
        return ((f"texts.{language}", text) for language, text in content.texts.items())
    return (
        (f"languages.{language}.{field}", text)
        for language, said in content.languages.items()
        for field, text in said.markdown()
    )


def _lines(content: CardContent | OfferContent) -> Iterator[tuple[str, str]]:
    """What is shown as it is written."""
    if isinstance(content, OfferContent):
        for field, said in (("titles", content.titles), ("reasons", content.reasons)):
            yield from ((f"{field}.{language}", line) for language, line in said.items())
        return
    for language, texts in content.languages.items():
        yield from ((f"languages.{language}.{field}", line) for field, line in texts.lines())


def _rule_problems(content: CardContent, numbers: Set[str]) -> Iterator[Problem]:
    offers = set(Offer.objects.filter(slug__in=content.offers).values_list("slug", flat=True))
    dimensions = _dimensions(name for rule in content.rules for name in rule.conditions)
    for position, rule in enumerate(content.rules):
        yield from _when_problems(f"rules.{position}.when", rule.conditions, dimensions, numbers)
        for slug in rule.offers:
            if slug not in offers:
                yield Problem(f"rules.{position}.offers", "unknown_offer", f"There is no offer {slug}.")


def _offer_problems(content: OfferContent, numbers: Set[str]) -> Iterator[Problem]:
    yield from _when_problems("when", content.conditions, _dimensions(content.conditions), numbers)
    if content.fallback and not Offer.objects.filter(slug=content.fallback).exists():
        yield Problem("fallback", "unknown_offer", f"There is no offer {content.fallback}.")


def _variant_problems(content: FactContent) -> Iterator[Problem]:
    dimensions = _dimensions(content.dimensions)
    for position, variant in enumerate(content.variants):
        when = {name: Choice(options) for name, options in variant.when.items()}
        yield from _when_problems(f"variants.{position}.when", when, dimensions, set())


def _depended_on(facts: Mapping[str, FactContent]) -> set[str]:
    return {name for fact in facts.values() for name in fact.dimensions}


def _dimensions(names: Iterable[str]) -> dict[str, Dimension]:
    return {dimension.slug: dimension for dimension in Dimension.objects.filter(slug__in=set(names))}


def _when_problems(
    field: str, when: Mapping[str, Condition], dimensions: Mapping[str, Dimension], numbers: Set[str]
) -> Iterator[Problem]:
    for name, condition in when.items():
        message = _mismatch(dimensions.get(name), name, condition)
        if message:
            yield Problem(f"{field}.{name}", "condition", message)
        for key in sorted(condition.facts - numbers if isinstance(condition, Range) else ()):
            yield Problem(f"{field}.{name}", "not_a_number", f"{key} is not a number in force and cannot be a bound.")


def _mismatch(dimension: Dimension | None, name: str, condition: Condition) -> str:
    if dimension is None:
        return f"There is no dimension {name}."
    if KINDS[type(condition)] != dimension.kind:
        return f"{name} is a {dimension.kind}; this condition is for a {KINDS[type(condition)]}."
    unknown = set(condition.values) - set(dimension.domain.options) if isinstance(condition, Choice) else set()
    return f"{name} has no option {', '.join(sorted(unknown))}." if unknown else ""
