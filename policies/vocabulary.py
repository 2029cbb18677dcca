"""Does a text fit the store's vocabulary? Every dimension, option, fact and offer it names must exist."""

from collections.abc import Iterator

from policies.content.conditions import Choice, Condition, Flag, Period, Range
from policies.content.document import CardContent
from policies.content.fact import FactContent
from policies.content.facts import malformed_placeholders, quoted_facts
from policies.content.offer import OfferContent
from policies.content.problems import Problem
from policies.models import Dimension, Offer, Subject
from policies.publishing import in_force, now

KINDS: dict[type, str] = {Choice: "choice", Flag: "flag", Range: "number", Period: "date"}


def problems_of(content: CardContent | FactContent | OfferContent) -> list[Problem]:
    """What must be mended before this content can be submitted. Looks at what is in force now."""
    if isinstance(content, FactContent):
        return []
    texts = list(_texts(content))
    known = in_force(Subject.Kind.FACT, content.facts, now())
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
    if isinstance(content, CardContent):
        problems += _rule_problems(content)
        problems += [
            Problem("rules", "not_a_number", f"{key} is not a number in force and cannot be a bound.")
            for key in content.bound_facts
            if key not in known or known[key].typed.type in ("date", "text")
        ]
    return problems


def _texts(content: CardContent | OfferContent) -> Iterator[tuple[str, str]]:
    if isinstance(content, OfferContent):
        return ((f"texts.{language}", text) for language, text in content.texts.items())
    return (
        (f"languages.{language}.{field}", text)
        for language, said in content.languages.items()
        for field, text in said.markdown()
    )


def _rule_problems(content: CardContent) -> Iterator[Problem]:
    names = {name for rule in content.rules for name in rule.conditions}
    dimensions = {dimension.slug: dimension for dimension in Dimension.objects.filter(slug__in=names)}
    offers = set(Offer.objects.filter(slug__in=content.offers).values_list("slug", flat=True))
    for position, rule in enumerate(content.rules):
        for name, condition in rule.conditions.items():
            message = _mismatch(dimensions.get(name), name, condition)
            if message:
                yield Problem(f"rules.{position}.when.{name}", "condition", message)
        for slug in rule.offers:
            if slug not in offers:
                yield Problem(f"rules.{position}.offers", "unknown_offer", f"There is no offer {slug}.")


def _mismatch(dimension: Dimension | None, name: str, condition: Condition) -> str:
    if dimension is None:
        return f"There is no dimension {name}."
    if KINDS[type(condition)] != dimension.kind:
        return f"{name} is a {dimension.kind}; this condition is for a {KINDS[type(condition)]}."
    unknown = set(condition.values) - set(dimension.domain.options) if isinstance(condition, Choice) else set()
    return f"{name} has no option {', '.join(sorted(unknown))}." if unknown else ""
