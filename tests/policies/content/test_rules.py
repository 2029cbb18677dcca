"""The decision table against a reference that tries every completion of what is known."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given

from policies.content.conditions import Choice, Period, Range
from policies.content.rules import Decision, Domain, Table, TableRule
from tests.policies.content.tables import (
    DAY,
    DOMAINS,
    completions,
    contexts,
    first_match,
    full_contexts,
    rule_lists,
    sayings,
)


@given(rule_lists(), full_contexts)
def test_it_matches_the_first_row_that_holds(rules, context):
    assert Table(rules, DOMAINS).match(context) == first_match(rules, context)


@given(rule_lists(), full_contexts)
def test_it_decides_a_full_context_as_it_matches_it(rules, context):
    decision = Table(rules, DOMAINS).decide(context, says=str)
    assert (decision.rule, decision.needs) == (first_match(rules, context), ())


@given(rule_lists(), contexts, sayings)
def test_it_decides_early_exactly_when_every_completion_says_the_same(rules, context, sayings):
    said = dict(zip((rule.key for rule in rules), sayings, strict=False))
    decision = Table(rules, DOMAINS).decide(context, said.__getitem__)
    winners = {first_match(rules, whole) for whole in completions(rules, context)}
    results = {None if key is None else said[key] for key in winners}
    assert set(decision.possible) == winners - {None}
    if len(results) > 1:
        assert decision.rule is None
        assert decision.needs
        assert not set(decision.needs) & set(context)
    elif results == {None}:
        assert decision.rule is None
        assert decision.needs == ()
    else:
        assert decision.needs == ()
        assert decision.rule == next(rule.key for rule in rules if rule.key in winners)


@given(rule_lists(), contexts, sayings)
def test_it_comes_to_a_decision_by_asking_for_what_it_needs(rules, context, sayings):
    said = dict(zip((rule.key for rule in rules), sayings, strict=False))
    table, whole = Table(rules, DOMAINS), next(completions(rules, context))
    known = dict(context)
    while needs := table.decide(known, said.__getitem__).needs:
        known[needs[0]] = whole[needs[0]]
    rule, last = table.decide(known, said.__getitem__).rule, first_match(rules, whole)
    assert (rule and said[rule]) == (last and said[last])


@given(rule_lists(), contexts)
def test_it_gives_an_example_inside_what_is_known(rules, context):
    table = Table(rules, DOMAINS)
    example = table.example(table.box_of(context))
    assert table.box_of({name: context[name] for name in context if name in example}) == table.box_of(context)
    assert first_match(rules, example) in {first_match(rules, whole) for whole in completions(rules, context)}


def test_it_does_not_invent_values_between_whole_numbers():
    halves = [TableRule("short", {"days": Range(None, Decimal("2.5"))}), TableRule("long", {"days": Range(Decimal("2.6"))})]
    table = Table(halves, {"days": Domain()})
    assert table.decide({}, says=lambda _: "the same").rule == "short"
    assert Table(halves, {"days": Domain(is_whole=False)}).decide({}, says=lambda _: "the same").needs == ("days",)


def test_it_knows_what_lies_between_two_bounds():
    days = [TableRule("before", {"on": Period(None, DAY)}), TableRule("after", {"on": Period(DAY + timedelta(days=2))})]
    numbers = [TableRule("few", {"count": Range(None, Decimal(1))}), TableRule("many", {"count": Range(Decimal(3))})]
    for rules, between, is_whole in (
        (days, {"on": DAY + timedelta(days=1)}, True),
        (numbers, {"count": Decimal(2)}, True),
        (numbers, {"count": Decimal("2.25")}, False),
    ):
        table = Table(rules, {"count": Domain(is_whole=is_whole)})
        assert table.decide(between, says=str) == Decision(rule=None)
        assert table.decide({}, says=lambda _: "the same").needs == tuple(between)


def test_it_knows_options_that_no_rule_names():
    rules = [TableRule("sent", {"stage": Choice(("sent",))})]
    assert Table(rules, {"stage": Domain(options=("sent",))}).decide({}, says=str).rule == "sent"
    assert Table(rules, {"stage": Domain(options=("sent", "lost"))}).decide({}, says=str).needs == ("stage",)


def test_it_asks_first_for_what_leaves_least_open():
    rules = [
        TableRule("lost", {"stage": Choice(("lost",))}),
        TableRule("late", {"stage": Choice(("sent",)), "days": Range(Decimal(9))}),
        TableRule("other", {}),
    ]
    domains = {"stage": Domain(options=("placed", "packed", "sent", "lost")), "days": Domain(minimum=Decimal(0))}
    assert Table(rules, domains).decide({}, says=str).needs == ("stage", "days")
    assert Table(rules, domains).decide({"stage": "sent"}, says=str).needs == ("days",)
    assert Table(rules, domains).decide({"stage": "placed"}, says=str).rule == "other"


def test_it_does_not_depend_on_the_order_of_keys():
    """PostgreSQL gives JSON keys back in another order."""
    when = {"stage": Choice(("sent",)), "days": Range(Decimal(1))}
    turned = dict(reversed(when.items()))
    one, two = (Table([TableRule("r", item), TableRule("s", {})], DOMAINS) for item in (when, turned))
    assert one.decide({}, says=str) == two.decide({}, says=str)


def test_it_takes_a_dimension_that_nobody_described():
    table = Table([TableRule("r", {"unheard_of": Range(Decimal(3))})], {})
    assert table.decide({"unheard_of": Decimal(4)}, says=str).rule == "r"
    assert table.decide({}, says=str).needs == ("unheard_of",)


def test_it_refuses_a_value_outside_the_domain():
    table = Table([TableRule("r", {"stage": Choice(("sent",))})], {"stage": Domain(options=("sent",))})
    with pytest.raises(ValueError, match="outside its domain"):
        table.decide({"stage": "vanished"}, says=str)
