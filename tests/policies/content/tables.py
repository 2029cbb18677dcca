"""Random decision tables, contexts, and a reference that decides by trying every completion."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

from hypothesis import strategies as st

from policies.content.conditions import Choice, Condition, Flag, Period, Range, Value
from policies.content.rules import Domain, TableRule

DAY = date(2026, 12, 1)
DOMAINS = {
    "stage": Domain(options=("placed", "packed", "sent")),
    "days": Domain(minimum=Decimal(0), maximum=Decimal(6)),
    "points": Domain(minimum=Decimal(-2), maximum=Decimal(2)),
    "is_gift": Domain(),
    "bought_on": Domain(),
}
VALUES: dict[str, tuple[Value, ...]] = {
    "stage": DOMAINS["stage"].options,
    "days": tuple(Decimal(number) for number in range(7)),
    "points": tuple(Decimal(number) for number in range(-2, 3)),
    "is_gift": (True, False),
    "bought_on": tuple(DAY + timedelta(days=step) for step in range(-2, 7)),
}
# Bounds outside the domain and between whole numbers are what people write by mistake.
NUMBERS = st.sampled_from([Decimal(text) for text in "-3 -1 0 0.5 1 2 2.5 3 4 6 7".split()])
DAYS = st.sampled_from([DAY + timedelta(days=step) for step in range(5)])


def _ends(ends: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, Any]]:
    return st.tuples(st.none() | ends, st.none() | ends).filter(any_given)


def any_given(pair: tuple[Any, Any]) -> bool:
    return pair != (None, None)


RANGES = _ends(NUMBERS).map(lambda pair: Range(*pair))
CONDITIONS: dict[str, st.SearchStrategy[Condition]] = {
    "stage": st.lists(st.sampled_from(DOMAINS["stage"].options), min_size=1, unique=True).map(
        lambda found: Choice(tuple(found))
    ),
    "days": RANGES,
    "points": RANGES,
    "is_gift": st.booleans().map(Flag),
    "bought_on": _ends(DAYS).map(lambda pair: Period(*pair)),
}


@st.composite
def rule_lists(draw: st.DrawFn) -> list[TableRule]:
    """Up to seven rules over up to five dimensions."""
    names = draw(st.lists(st.sampled_from(sorted(CONDITIONS)), unique=True))
    whens = draw(st.lists(st.fixed_dictionaries({}, optional={name: CONDITIONS[name] for name in names}), max_size=7))
    return [TableRule(f"r{position}", when) for position, when in enumerate(whens)]


contexts = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in VALUES.items()})
full_contexts = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()})
# What each rule says: few different answers, so that rules often say the same.
sayings = st.lists(st.sampled_from("abc"), min_size=7, max_size=7)


def completions(rules: list[TableRule], context: Mapping[str, Value]) -> Iterator[dict[str, Value]]:
    """Every way in which what is unknown could turn out."""
    unknown = sorted({name for rule in rules for name in rule.when} - set(context))
    for values in product(*(VALUES[name] for name in unknown)):
        yield {**context, **dict(zip(unknown, values, strict=True))}


def first_match(rules: list[TableRule], context: Mapping[str, Value]) -> str | None:
    """The reference: read the rows from the top, with the plain meaning of every condition."""
    return next((rule.key for rule in rules if all(holds(when, context[name]) for name, when in rule.when.items())), None)


def holds(condition: Condition, value: Any) -> bool:
    match condition:
        case Choice(values):
            return value in values
        case Flag(wanted):
            return value == wanted
        case Range(low, high) | Period(low, high):
            return (low is None or low <= value) and (high is None or value <= high)
