"""A number is written once: what a text writes out beside a fact that it could quote, and that says something else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from policies.content.amounts import bare_amounts, unit_of
from policies.content.days import bare_days
from policies.content.fact import FactContent
from policies.content.facts import format_fact

Facts = Mapping[str, FactContent]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`written` stands in the text; the facts, all of the same unit, say something else."""

    written: str
    facts: Facts

    def sentence(self, language: str) -> str:
        """What is wrong and how to mend it, with both numbers as the language writes them."""
        said = " or ".join(f"{_values(fact, language)} ({key})" for key, fact in self.facts.items())
        key = next(iter(self.facts))
        return f'The text in {language} says "{self.written}", but the facts say {said}. Quote the fact: {{{{ {key} }}}}.'


def contradictions(text: str, language: str, facts: Facts) -> Iterator[Contradiction]:
    """Every number beside the unit of one of these facts that is no value of any of them, once for each way it is written.

    Facts of type integer, decimal and text have no unit that could be recognised; nothing is guessed about them.
    """
    seen = set()
    for contradiction in (*_amounts(text, language, facts), *_days(text, language, facts)):
        if contradiction.written not in seen:
            seen.add(contradiction.written)
            yield contradiction


def _amounts(text: str, language: str, facts: Facts) -> Iterator[Contradiction]:
    by_unit: dict[str, dict[str, FactContent]] = {}
    for key, fact in sorted(facts.items()):
        by_unit.setdefault(unit_of(fact), {})[key] = fact
    for amount in bare_amounts(text, language, sorted(unit for unit in by_unit if unit), facts):
        same = by_unit[amount.unit]
        if not any(amount.number == value for fact in same.values() for _, value in fact.values()):
            yield Contradiction(amount.written, same)


def _days(text: str, language: str, facts: Facts) -> Iterator[Contradiction]:
    dated = {key: fact for key, fact in sorted(facts.items()) if fact.type == "date"}
    days = [value for fact in dated.values() for _, value in fact.values() if isinstance(value, date)]
    for day in bare_days(text, language) if days else ():
        if not any(day.means(value) for value in days):
            yield Contradiction(day.written, dated)


def _values(fact: FactContent, language: str) -> str:
    return ", ".join(dict.fromkeys(format_fact(fact.with_value(value), language) for _, value in fact.values()))
