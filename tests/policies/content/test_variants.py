"""Facts with several values: every row of the table, against the plain meaning of rules and variants."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.content.document import CardContent
from policies.content.fact import FactContent
from policies.content.problems import ContentError
from policies.content.rules import Table
from policies.content.samples import Domain
from policies.content.variants import MAX_TABLE, TooManyRows, likely_values, rows_of, value_for

REGIONS, SEGMENTS, DAYS = ("us", "eu", "uk"), ("new", "vip"), tuple(Decimal(day) for day in range(6))
DOMAINS = {
    "region": Domain(options=REGIONS),
    "segment": Domain(options=SEGMENTS),
    "days": Domain(minimum=DAYS[0], maximum=DAYS[-1]),
}
CONTEXTS = [dict(zip(("region", "segment", "days"), values, strict=True)) for values in product(REGIONS, SEGMENTS, DAYS)]
KEYS = ("a.window", "b.limit")


def some(options):
    return st.lists(st.sampled_from(options), min_size=1, unique=True)


WHENS = st.fixed_dictionaries({}, optional={"region": some(REGIONS), "segment": some(SEGMENTS)})
VARIANTS = st.fixed_dictionaries({"when": WHENS.filter(bool), "value": st.integers(0, 5)})
FACTS = st.builds(
    lambda value, variants: FactContent.read({"type": "duration", "unit": "day", "value": value, "variants": variants}),
    st.integers(0, 5),
    st.lists(VARIANTS, max_size=3),
)
BOUNDS = st.fixed_dictionaries({}, optional={end: st.sampled_from([*KEYS, 1, 4]) for end in ("min", "max")}).filter(bool)
RULES = st.lists(st.tuples(WHENS, st.none() | BOUNDS, st.lists(st.sampled_from(KEYS), unique=True)), min_size=1, max_size=4)


def card(rules: list[Any]) -> CardContent:
    """Rules as tuples of choices, a range of days, and the facts that the text quotes."""
    texts = {f"r{n}": "Said. " + " ".join(f"{{{{ {key} }}}}" for key in quoted) for n, (_, _, quoted) in enumerate(rules)}
    table = [
        {"key": f"r{n}", "when": {**when, **({"days": days} if days else {})}, "outcome": "allowed"}
        for n, (when, days, _) in enumerate(rules)
    ]
    return CardContent.read({"source": "en", "rules": table, "languages": {"en": {"title": "T", "short": "S", "texts": texts}}})


def meant(fact: FactContent, context: Mapping[str, Any]) -> Any:
    """The reference: the first variant that holds."""
    held = (item.value for item in fact.variants if all(context[name] in options for name, options in item.when.items()))
    return next(held, fact.value)


def decided(rules: list[Any], facts: Mapping[str, FactContent], context: Mapping[str, Any]) -> Any:
    """The reference: the first rule that holds when every fact is the number it means here."""
    for number, (when, days, quoted) in enumerate(rules):
        ends = {end: meant(facts[key], context) if key in facts else Decimal(key) for end, key in (days or {}).items()}
        in_days = ends.get("min", Decimal(0)) <= context["days"] <= ends.get("max", Decimal(9))
        if in_days and all(context[name] in options for name, options in when.items()):
            return f"r{number}", {key: meant(facts[key], context) for key in quoted}
    return None


@given(RULES, FACTS, FACTS)
def test_it_decides_with_the_values_of_the_context(rules, first, second):
    facts = dict(zip(KEYS, (first, second), strict=True))
    rows = {row.key: row for row in rows_of(card(rules), "en", facts, DOMAINS)}
    table = Table([row.table_rule for row in rows.values()], DOMAINS)
    for context in CONTEXTS:
        key, wanted = table.match(context), decided(rules, facts, context)
        assert (key is None) == (wanted is None)
        if key is not None:
            row = rows[key]
            assert (row.rule, {name: row.facts[name].value for name in wanted[1]}) == wanted


@given(FACTS, st.sets(st.sampled_from(["region", "segment"])), st.sampled_from(CONTEXTS))
def test_it_takes_no_value_that_what_is_unknown_could_change(fact, known, context):
    given_ = {name: context[name] for name in known}
    possible = {meant(fact, other) for other in CONTEXTS if given_.items() <= other.items()}
    found = value_for(fact, given_)
    if len(known) == 2 or len(possible) > 1:
        assert ({found.value} if found else None) == (possible if len(possible) == 1 else None)
    likely = likely_values({"a.window": fact}, given_)["a.window"]
    assert likely.value == (found.value if found else fact.value)
    assert likely.variants == ()


@given(FACTS)
def test_it_reads_back_the_variants_it_wrote(fact):
    assert FactContent.read(fact.form()) == fact


def test_it_leaves_a_table_alone_whose_facts_have_one_value():
    facts = {key: FactContent.read({"type": "duration", "unit": "day", "value": 3}) for key in KEYS}
    rows = rows_of(card([({}, {"max": KEYS[0]}, KEYS), ({}, None, [])]), "en", facts, DOMAINS)
    assert [(row.key, row.rule, row.facts is facts) for row in rows] == [("r0", "r0", True), ("r1", "r1", True)]


def test_it_makes_rows_of_a_card_without_rules():
    content = CardContent.read({"source": "en", "languages": {"en": {"title": "T", "short": "{{ a.window }}"}}})
    fact = FactContent.read({"type": "integer", "value": 3, "variants": [{"when": {"region": ["eu"]}, "value": 2}]})
    rows = rows_of(content, "en", {"a.window": fact}, DOMAINS)
    assert [(row.rule, row.when["region"].values, row.facts["a.window"].number) for row in rows] == [
        (None, ("eu",), 2),
        (None, ("us", "uk"), 3),
    ]


def varying(number: int) -> FactContent:
    """A fact with a value for each of `number` options."""
    variants = [{"when": {f"d{number}": [f"o{position}"]}, "value": position} for position in range(number)]
    return FactContent.read({"type": "integer", "value": 99, "variants": variants})


def test_it_refuses_a_rule_whose_facts_have_too_many_values():
    facts = {"a.window": varying(7), "b.limit": varying(8)}
    domains = {f"d{number}": Domain(options=tuple(f"o{position}" for position in range(number + 1))) for number in (7, 8)}
    with pytest.raises(TooManyRows) as refused:
        rows_of(card([({}, None, []), ({}, None, KEYS)]), "en", facts, domains)
    assert refused.value.rule == "r1"


def test_it_refuses_a_card_whose_rules_are_too_many_rows_together():
    domains = {"d60": Domain(options=tuple(f"o{position}" for position in range(61)))}
    rules = [({}, None, ["a.window"])] * (MAX_TABLE // 61 + 1)
    with pytest.raises(TooManyRows):
        rows_of(card(rules), "en", {"a.window": varying(60)}, domains)


@pytest.mark.parametrize(
    ("variants", "field"),
    [
        ([{"when": {}, "value": 1}], "variants.0.when"),
        ([{"when": {"days": {"min": 3}}, "value": 1}], "variants.0.when.days"),
        ([{"when": {"is_gift": True}, "value": 1}], "variants.0.when.is_gift"),
        ([{"when": {"region": []}, "value": 1}], "variants.0.when.region"),
        ([{"when": {"region": ["EU"]}, "value": 1}], "variants.0.when.region.0"),
        ([{"when": {"region": ["eu"]}, "value": 1}, {"when": {"region": ["us"]}, "value": "4.5"}], "variants.1.value"),
        ([{"when": {"region": ["eu"]}, "value": "2026-12-31"}], "variants.0.value"),
        ([{"when": {"region": ["eu"]}}], "variants.0.value"),
        ([{"when": {"region": ["eu"]}, "value": 1, "unit": "week"}], "variants.0.unit"),
        ({"when": {"region": ["eu"]}, "value": 1}, "variants"),
        ([{"when": {"region": ["eu"]}, "value": 1}] * 65, "variants"),
    ],
)
def test_it_names_what_is_wrong_with_a_variant(variants, field):
    with pytest.raises(ContentError) as refused:
        FactContent.read({"type": "integer", "value": 30, "variants": variants})
    assert [problem.field for problem in refused.value.problems] == [field]
