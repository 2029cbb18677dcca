"""Decision tables as large as the store promises to look through, 12 dimensions and 200 rules, of every kind that was hard."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from policies.content.conditions import Choice, Condition, Flag, Period, Range
from policies.content.rules import Table, TableRule
from policies.content.samples import Domain

DIMENSIONS, RULES = 12, 200
BOUNDS = (0, 7, 14, 30, 60, 90, 365)
DAY = date(2026, 11, 1)
Domains = Mapping[str, Domain]
When = Mapping[str, Condition]
Make = Callable[[Random], tuple[Domains, list[When]]]


def large_table(kind: str, seed: int) -> Table:
    """A random table of one of the `KINDS`, or of those on the `KNIFE_EDGE`."""
    domains, whens = {**KINDS, **KNIFE_EDGE}[kind](Random(seed))  # noqa: S311 - tables to measure with, no secrets
    return Table([TableRule(f"r{position}", when) for position, when in enumerate(whens)], domains)


def _mixed(least: int, most: int, *, has_rest: bool = True) -> Make:
    """Choices, numbers with the usual bounds and flags; every rule looks at so many dimensions, the last at none."""

    def make(random: Random) -> tuple[Domains, list[When]]:
        domains = {f"d{number:02}": _domain(number) for number in range(DIMENSIONS)}
        whens: list[When] = [
            {name: _condition(random, domains[name]) for name in random.sample(sorted(domains), random.randint(least, most))}
            for _ in range(RULES - has_rest)
        ]
        return domains, [*whens, *([{}] if has_rest else [])]

    return make


def _domain(number: int) -> Domain:
    if number % 3 == 0:
        return Domain(options=tuple(f"o{option}" for option in range(4 + number)))
    return Domain(minimum=Decimal(0), maximum=Decimal(365)) if number % 3 == 1 else Domain()


def _condition(random: Random, domain: Domain) -> Condition:
    if domain.options:
        return Choice(tuple(random.sample(domain.options, random.randint(1, 3))))
    if domain.minimum is None:
        return Flag(random.random() < 0.5)
    first, last = sorted(random.sample(BOUNDS, 2))
    return Range(Decimal(first), Decimal(last))


def _masks(options: int, share: float, looks_at: int) -> Make:
    """Every rule takes this share of the options of so many dimensions. Just about covered, such tables are the hardest."""

    def make(random: Random) -> tuple[Domains, list[When]]:
        names = [f"d{number:02}" for number in range(DIMENSIONS)]
        values = tuple(f"o{number}" for number in range(options))
        count = max(1, round(options * share))
        whens: list[When] = [
            {name: Choice(tuple(random.sample(values, count))) for name in random.sample(names, looks_at)} for _ in range(RULES)
        ]
        return {name: Domain(options=values) for name in names}, whens

    return make


def _ranges(width: tuple[int, int], looks_at: tuple[int, int]) -> Make:
    """Numbers and days with bounds anywhere, so that every dimension falls into hundreds of classes."""

    def make(random: Random) -> tuple[Domains, list[When]]:
        names = [f"d{number:02}" for number in range(DIMENSIONS)]
        domains = {name: Domain(minimum=Decimal(0), maximum=Decimal(365)) for name in names[:9]}
        domains |= {name: Domain() for name in names[9:]}

        def condition(name: str) -> Condition:
            first, length = random.randint(0, 365), random.randint(*width)
            if name in names[:9]:
                return Range(Decimal(max(0, first - length // 2)), Decimal(min(365, first + length // 2)))
            return Period(DAY + timedelta(days=first), DAY + timedelta(days=first + length))

        whens: list[When] = [
            {name: condition(name) for name in random.sample(names, random.randint(*looks_at))} for _ in range(RULES - 1)
        ]
        return domains, [*whens, {}]

    return make


def _tree(*, missing: int, swaps: bool) -> Make:
    """The leaves of a decision tree, in any order: together they cover everything and no two meet, less `missing` of them."""

    def make(random: Random) -> tuple[Domains, list[When]]:
        names = [f"d{number:02}" for number in range(DIMENSIONS)]
        options = {name: tuple(f"o{number}" for number in range(4 + position % 5)) for position, name in enumerate(names)}
        leaves: list[dict[str, tuple[str, ...]]] = [{}]
        while len(leaves) < RULES + missing:
            leaf = leaves.pop(random.randrange(len(leaves)))
            name = random.choice([name for name in names if len(leaf.get(name, options[name])) > 1])
            values = leaf.get(name, options[name])
            cut = set(random.sample(values, random.randint(1, len(values) - 1)))
            parts: Sequence[tuple[str, ...]] = (
                tuple(value for value in values if value in cut),
                tuple(value for value in values if value not in cut),
            )
            leaves += [{**leaf, name: part} for part in parts]
        if swaps:
            random.shuffle(leaves)
        whens: list[When] = [{name: Choice(values) for name, values in leaf.items()} for leaf in leaves[:RULES]]
        return {name: Domain(options=options[name]) for name in names}, whens

    return make


def _exceptions(random: Random) -> tuple[Domains, list[When]]:
    """What people write: blocks of special cases, each narrower ones first and then what holds otherwise for the block."""
    domains = {f"d{number:02}": _domain(number) for number in range(DIMENSIONS)}
    choices = [name for name, domain in domains.items() if domain.options]
    whens: list[When] = []
    while len(whens) < RULES - 1:
        name = random.choice(choices)
        block: dict[str, Condition] = {name: Choice((random.choice(domains[name].options),))}
        for depth in range(random.randint(4, 12), -1, -1):
            others = random.sample([other for other in sorted(domains) if other != name], min(depth, 4))
            whens.append({**block, **{other: _condition(random, domains[other]) for other in others}})
    return domains, [*whens[: RULES - 1], {}]


def _pigeons(random: Random) -> tuple[Domains, list[When]]:
    """Twelve pigeons, eleven holes: "these two sit together" for as many pairs as fit. Famous for its long proofs."""
    names = [f"d{number:02}" for number in range(DIMENSIONS)]
    holes = tuple(f"o{number}" for number in range(DIMENSIONS - 1))
    pairs: list[When] = [
        {first: Choice((hole,)), second: Choice((hole,))}
        for position, first in enumerate(names)
        for second in names[position + 1 :]
        for hole in holes
    ]
    return {name: Domain(options=holes) for name in names}, random.sample(pairs, RULES)


KINDS: Mapping[str, Make] = {
    "three to six dimensions": _mixed(3, 6),
    "one or two dimensions": _mixed(1, 2),
    "two or three, no rest": _mixed(2, 3, has_rest=False),
    "six to twelve dimensions": _mixed(6, 12),
    "one to twelve dimensions": _mixed(1, 12),
    "narrow ranges": _ranges((1, 30), (2, 4)),
    "narrow ranges, many": _ranges((1, 60), (5, 12)),
    "wide ranges": _ranges((60, 250), (3, 6)),
    "exceptions first": _exceptions,
    "covering exactly": _tree(missing=0, swaps=True),
    "covering but one": _tree(missing=1, swaps=True),
    "covering but forty": _tree(missing=40, swaps=True),
    "half of two": _masks(8, 0.5, 2),
    "one of eight, two": _masks(8, 0.125, 2),
    "pigeons": _pigeons,
}
# Where rules at random just about cover everything no method is known that is always fast: here the analysis has to stop.
KNIFE_EDGE: Mapping[str, Make] = {
    "ranges that nearly all meet": _ranges((100, 500), (3, 6)),
    "all but a little": _ranges((300, 700), (6, 12)),
    "half of three": _masks(8, 0.5, 3),
    "half of four": _masks(4, 0.5, 4),
    "two thirds of five": _masks(6, 0.67, 5),
    "most of eight": _masks(8, 0.75, 8),
    "most of twelve": _masks(8, 0.88, 12),
    "half of three, fine": _masks(40, 0.5, 3),
}
