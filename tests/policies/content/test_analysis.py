"""The analysis of a table against a reference that tries every context."""

from itertools import product

import pytest
from hypothesis import given

from kb.large_tables import DIMENSIONS, KINDS, KNIFE_EDGE, RULES, large_table
from policies.content.analysis import MOST_GAPS, analyse
from policies.content.conditions import Choice, Range
from policies.content.rules import Table, TableRule
from policies.content.samples import Domain
from tests.policies.content.tables import DOMAINS, VALUES, completions, first_match, holds, rule_lists, sayings


def every_context(rules):
    names = sorted({name for rule in rules for name in rule.when})
    return [dict(zip(names, values, strict=True)) for values in product(*(VALUES[name] for name in names))]


def fits(rule, context):
    return all(holds(condition, context[name]) for name, condition in rule.when.items())


@given(rule_lists())
def test_it_names_exactly_the_rules_that_never_win(rules):
    found = analyse(Table(rules, DOMAINS), says=str).never_wins
    winners = {first_match(rules, context) for context in every_context(rules)}
    assert {finding.rule for finding in found} == {rule.key for rule in rules} - winners
    for finding in found:
        rule = next(rule for rule in rules if rule.key == finding.rule)
        if finding.taken_by is None:
            assert not any(fits(rule, context) for context in every_context(rules))
        else:
            assert fits(rule, finding.example)
            assert first_match(rules, finding.example) == finding.taken_by != finding.rule


@given(rule_lists())
def test_it_finds_a_gap_exactly_when_there_is_one(rules):
    gaps = analyse(Table(rules, DOMAINS), says=str).gaps
    assert bool(gaps) == any(first_match(rules, context) is None for context in every_context(rules))
    for gap in gaps:
        assert {first_match(rules, context) for context in completions(rules, gap)} == {None}


@given(rule_lists(), sayings)
def test_it_finds_exactly_the_pairs_that_say_different_things_where_the_first_wins(rules, sayings):
    said = dict(zip((rule.key for rule in rules), sayings, strict=False))
    found = analyse(Table(rules, DOMAINS), said.__getitem__)
    lost = {finding.rule for finding in found.never_wins}
    meant = {
        (winner, other.key)
        for context in every_context(rules)
        if (winner := first_match(rules, context)) is not None
        for other in rules
        if other.key != winner and fits(other, context) and said[other.key] != said[winner] and other.key not in lost
    }
    assert [(item.first, item.second) for item in found.overlaps] == sorted(
        meant, key=lambda pair: [int(key[1:]) for key in pair]
    )
    by_key = {rule.key: rule for rule in rules}
    for item in found.overlaps:
        for context in completions(rules, item.example):
            assert first_match(rules, context) == item.first
            assert fits(by_key[item.second], context)


@given(rule_lists())
def test_it_says_when_it_stops_and_invents_nothing(rules):
    table = Table(rules, DOMAINS)
    whole, short = analyse(table, says=str), analyse(table, says=str, effort=3)
    assert whole.stopped_at == ""
    if short.stopped_at:
        assert not short.is_clean
        assert {item.rule for item in short.never_wins} <= {item.rule for item in whole.never_wins}
    else:
        assert short == whole


def test_it_leaves_out_of_an_example_what_makes_no_difference():
    domains = {"stage": Domain(options=("placed", "sent")), "days": Domain()}
    rules = [TableRule("sent", {"stage": Choice(("sent",))}), TableRule("late", {"days": Range(5)})]
    found = analyse(Table(rules, domains), says=str)
    assert [set(gap) for gap in found.gaps] == [{"stage", "days"}]
    assert set(found.overlaps[0].example) == {"stage", "days"}
    assert analyse(Table(rules[:1], domains), says=str).gaps == ({"stage": "placed"},)


def test_it_stops_after_the_first_gaps():
    """Rules for every pair of two different options leave as many holes as there are options."""
    options = tuple(f"o{number}" for number in range(MOST_GAPS + 5))
    rules = [
        TableRule(one, {"a": Choice((one,)), "b": Choice(tuple(other for other in options if other != one))}) for one in options
    ]
    found = analyse(Table(rules, {name: Domain(options=options) for name in "ab"}), says=str)
    assert [gap["a"] == gap["b"] for gap in found.gaps] == [True] * MOST_GAPS


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(2))
def test_it_looks_through_twelve_dimensions_and_two_hundred_rules(kind, seed):
    table = large_table(kind, seed)
    found = analyse(table, says=str)
    assert (len(table.rules), len(table.names)) == (RULES, DIMENSIONS)
    assert found.stopped_at == ""
    check(table, found)


@pytest.mark.parametrize("kind", KNIFE_EDGE)
def test_what_it_finds_holds_where_it_has_to_stop(kind):
    table = large_table(kind, 0)
    found = analyse(table, says=str, effort=50_000)
    assert found.stopped_at
    assert not found.is_clean
    check(table, found)


@pytest.mark.parametrize(("kind", "missing"), [("covering exactly", 0), ("covering but one", 1)])
def test_it_finds_the_one_hole_in_a_table_that_covers_all_but_it(kind, missing):
    found = analyse(large_table(kind, 3), says=str)
    assert len(found.gaps) == missing
    assert (found.never_wins, found.overlaps) == ((), ())


def check(table, found):
    """Every finding is true in its example, whatever else is so."""
    anything = table.example(table.boxes.whole)
    when = {rule.key: rule.when for rule in table.rules}
    for gap in found.gaps:
        assert table.match({**anything, **gap}) is None
    for finding in found.never_wins:
        assert finding.taken_by is None or table.match(finding.example) == finding.taken_by != finding.rule
    for overlap in found.overlaps[::50]:
        context = {**anything, **overlap.example}
        assert table.match(context) == overlap.first
        assert all(holds(condition, context[name]) for name, condition in when[overlap.second].items())
