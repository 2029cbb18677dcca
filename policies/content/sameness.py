"""Is a change cosmetic? A machine's check, not the author's word: no rule, no fact and no number may have changed."""

import re
from collections import Counter

from policies.content.document import CardContent, Texts
from policies.content.facts import quoted_facts
from policies.content.numerals import number_pattern, read_number
from policies.content.unit_words import BETWEEN, CURRENCIES, DURATIONS, PERCENT

PLACEHOLDER = re.compile(r"\{\{.*?\}\}")
NEGATION = re.compile(
    r"\b(?:not|no|never|cannot|can't|don't|won't|isn't|aren't|only|except|unless|não|nunca|nem|só|somente|apenas|exceto|"
    r"не|нет|нельзя|никогда|только|кроме)\b",
    re.IGNORECASE,
)
# What a number is about: "within five days" is not "after five days".
BOUND = re.compile(
    r"\b(?:before|after|until|till|within|from|since|between|at least|at most|up to|more|less|every|all|any|free|must|"
    r"antes|depois|após|até|dentro|desde|entre|mínimo|máximo|mais|menos|todos?|todas?|cada|grátis|gratuit\w+|deve\w*|"
    r"до|после|пока|в течение|с момента|между|не менее|не более|больше|меньше|все|всех|каждый|бесплатн\w+|долж\w+)\b",
    re.IGNORECASE,
)
LINK = re.compile(r"\]\(([^)\s]*)|(https?://[^\s)>]+)")
SIGNS = re.compile(r"[%€$£₽]")


def is_cosmetic(old: CardContent, new: CardContent) -> bool:
    """True when rules, audience, languages, quoted facts, numbers, their units, links, and words such as "not", "only" and
    "within" stay the same. Anything in doubt counts as a change.
    """
    if (old.audience, old.source, set(old.languages)) != (new.audience, new.source, set(new.languages)):
        return False
    if [rule.form() for rule in old.rules] != [rule.form() for rule in new.rules]:
        return False
    return all(_claims(old.languages[tag], tag) == _claims(new.languages[tag], tag) for tag in old.languages)


def _claims(texts: Texts, language: str) -> dict[str, tuple[object, ...]]:
    """What could be wrong in each text: facts, numbers, negations."""
    return {field: _claims_of(text, language) for field, text in (("title", texts.title), *texts.markdown())}


def _claims_of(text: str, language: str) -> tuple[object, ...]:
    facts = Counter(quoted_facts(text))
    plain = PLACEHOLDER.sub(" ", text).casefold().replace("ё", "е")
    pattern = rf"(?<!\w){number_pattern(language)}(?!\w)"
    numbers = Counter(str(read_number(match.group(), language)) for match in re.finditer(pattern, plain))
    words = [match.group().casefold() for found in (NEGATION, BOUND, SIGNS) for match in found.finditer(text)]
    return (facts, numbers, Counter(words), _units(plain, language), Counter(LINK.findall(text)))


def _units(plain: str, language: str) -> Counter[str]:
    """How often each unit of time or money is written, in whatever form."""
    primary = language.split("-")[0]
    written = {**DURATIONS.get(primary, {}), **CURRENCIES.get(primary, {})}
    units = {**written, "%": PERCENT.get(primary), "kind": BETWEEN.get(primary)}
    found: Counter[str] = Counter()
    for unit, forms in units.items():
        found[unit] = len(re.findall(rf"(?<!\w)(?:{forms})(?!\w)", plain)) if forms else 0
    return found
