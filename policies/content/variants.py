"""Facts with several values in a decision table: a rule that quotes one is a row for each value it can have.

So a value that depends on what is not known yet is missing like any other input: the table asks for it when, and only when,
it makes a difference to what is said.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from policies.content.conditions import Choice, Condition, Range
from policies.content.document import CardContent
from policies.content.fact import FactContent, Variant
from policies.content.facts import quoted_facts
from policies.content.rules import Context, TableRule
from policies.content.samples import Domain

MAX_ROWS, MAX_TABLE = 64, 500  # Rows of one rule, and of all rules of a card together.
Facts = Mapping[str, FactContent]
When = Mapping[str, Condition]
Domains = Mapping[str, Domain]


class TooManyRows(Exception):
    """The facts that this rule (None: the card itself) quotes have too many values together."""

    def __init__(self, rule: str | None):
        self.rule = rule
        super().__init__(rule)


@dataclass(frozen=True, slots=True)
class Row:
    """A rule (None: a card without rules) where the facts it quotes have these values; bounds may still be facts."""

    key: str
    rule: str | None
    when: When
    facts: Facts

    @property
    def table_rule(self) -> TableRule:
        """Every bound a number. Raises KeyError for a bound that is no number in force."""
        used = {key for condition in self.when.values() if isinstance(condition, Range) for key in condition.facts}
        numbers = {key: self.facts[key].number for key in used}
        bound = {
            name: condition.with_facts(numbers) if isinstance(condition, Range) else condition
            for name, condition in self.when.items()
        }
        return TableRule(self.key, bound)


def rows_of(content: CardContent, language: str | None, facts: Facts, domains: Domains) -> list[Row]:
    """The card's decision table as this language says it: a row for each rule, or more for one that quotes varying facts.

    Without a language only what decides is told apart: the facts in bounds, not those in texts. `domains` are those of the
    dimensions that the facts depend on. Raises TooManyRows.
    """
    varying = {key for key, fact in facts.items() if fact.variants}
    rows: list[Row] = []
    for rule, when, quoted in _rules(content, language, varying):
        rows += _rows(rule, when, sorted(varying & quoted), facts, domains)
        if len(rows) > MAX_TABLE:
            raise TooManyRows(rule)
    return rows


def value_for(fact: FactContent, context: Context) -> FactContent | None:
    """The fact with the one value it has in this context; None while what is known leaves several."""
    left = [fact.value] if not fact.variants else list(_left(fact, context))
    return fact.with_value(left[0]) if all(value == left[0] for value in left) else None


def likely_values(facts: Facts, context: Context) -> Facts:
    """Each fact with its value in this context, or, while that is not known, with the value where no variant holds."""
    if not any(fact.variants for fact in facts.values()):
        return facts
    return {key: value_for(fact, context) or fact.with_value(fact.value) for key, fact in facts.items()}


def _rules(content: CardContent, language: str | None, varying: Set[str]) -> Iterator[tuple[str | None, When, Set[str]]]:
    """Key, conditions and quoted facts of each rule; nothing is read while no fact varies."""
    texts = content.languages[language] if language and varying else None

    def quoted(*said: str) -> Set[str]:
        return {key for text in said for key in quoted_facts(text)}

    if not content.rules:
        yield None, {}, quoted(texts.short, texts.body) if texts else frozenset()
    for rule in content.rules:
        yield rule.key, rule.conditions, rule.bound_facts | (quoted(texts.texts[rule.key]) if texts else frozenset())


def _rows(rule: str | None, when: When, varying: list[str], facts: Facts, domains: Domains) -> Iterator[Row]:
    rows: list[tuple[When, Facts]] = [(when, facts)]
    for key in varying:
        rows = [(part, {**said, key: one}) for whole, said in rows for part, one in _cases(whole, facts[key], domains)]
        if len(rows) > MAX_ROWS:
            raise TooManyRows(rule)
    for position, (part, said) in enumerate(rows):
        yield Row(f"{rule or ''}/{position}" if varying else rule or "", rule, part, said)


def _cases(when: When, fact: FactContent, domains: Domains) -> Iterator[tuple[When, FactContent]]:
    """`when` in parts that do not touch, each with the one value that the fact has there.

    They must not touch, because a row may fail by a bound that is this fact: then no later value of it may be tried.
    """
    left = [when]
    for variant in fact.variants:
        pieces = [_split(part, variant, domains) for part in left]
        yield from ((inside, fact.with_value(variant.value)) for inside, _ in pieces if inside is not None)
        left = [part for _, outside in pieces for part in outside]
    yield from ((part, fact.with_value(fact.value)) for part in left)


def _split(when: When, variant: Variant, domains: Domains) -> tuple[When | None, list[When]]:
    """The part of `when` where the variant holds (None: it cannot), and the parts where it does not."""
    inside, outside = dict(when), list[When]()
    for name, options in sorted(variant.when.items()):
        before = inside.get(name) or Choice(domains.get(name, Domain()).options)
        values = before.values if isinstance(before, Choice) else ()
        shared = tuple(value for value in values if value in options)
        others = tuple(value for value in values if value not in options)
        if not shared:
            return None, [when]
        if others:
            outside.append({**inside, name: Choice(others)})
        inside[name] = Choice(shared)
    return inside, outside


def _left(fact: FactContent, context: Context) -> Iterator[object]:
    """Values that are still possible: of variants that may hold, up to the first that certainly does."""
    for variant in fact.variants:
        known = [context[name] in options for name, options in variant.when.items() if name in context]
        if all(known):
            yield variant.value
            if len(known) == len(variant.when):
                return
    yield fact.value
