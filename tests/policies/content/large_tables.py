"""A decision table as large as the store promises to look through: 12 dimensions, 200 rules."""

from decimal import Decimal
from random import Random

from policies.content.conditions import Choice, Condition, Flag, Range
from policies.content.rules import Table, TableRule
from policies.content.samples import Domain


def large_table(seed: int, dimensions: int = 12, rules: int = 200) -> Table:
    """Every rule looks at three to six dimensions; the last one is for all other cases."""
    random = Random(seed)
    domains = {f"d{number:02}": _domain(number) for number in range(dimensions)}
    made = []
    for number in range(rules - 1):
        names = random.sample(sorted(domains), random.randint(3, 6))
        made.append(TableRule(f"r{number}", {name: _condition(random, domains[name]) for name in names}))
    return Table([*made, TableRule("rest", {})], domains)


def _domain(number: int) -> Domain:
    if number % 3 == 0:
        return Domain(options=tuple(f"o{option}" for option in range(4 + number)))
    return Domain(minimum=Decimal(0), maximum=Decimal(365)) if number % 3 == 1 else Domain()


def _condition(random: Random, domain: Domain) -> Condition:
    if domain.options:
        return Choice(tuple(random.sample(domain.options, random.randint(1, 3))))
    if domain.minimum is None:
        return Flag(random.random() < 0.5)
    first, last = sorted(random.sample((0, 7, 14, 30, 60, 90, 365), 2))
    return Range(Decimal(first), Decimal(last))
