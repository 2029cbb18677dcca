"""Is a change cosmetic? A machine's check, not the author's word: no rule, no fact and no number may have changed."""

import re
from collections import Counter

from policies.content.document import CardContent, Texts
from policies.content.facts import quoted_facts
from policies.content.numerals import number_pattern, read_number

PLACEHOLDER = re.compile(r"\{\{.*?\}\}")
NEGATION = re.compile(
    r"\b(?:not|no|never|cannot|can't|don't|won't|isn't|aren't|only|except|unless|não|nunca|nem|só|somente|apenas|exceto|"
    r"не|нет|нельзя|никогда|только|кроме)\b",
    re.IGNORECASE,
)


def is_cosmetic(old: CardContent, new: CardContent) -> bool:
    """True when rules, audience, languages, quoted facts, numbers and words such as "not" and "only" stay the same."""
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
    return (facts, numbers, Counter(word.casefold() for word in NEGATION.findall(text)))
