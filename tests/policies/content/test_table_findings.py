"""The analysis in terms of rules, when their facts have several values."""

from hypothesis import given

from policies.content.table_findings import analyse_rules, missing_bounds
from tests.policies.content.test_variants import CONTEXTS, DOMAINS, FACTS, KEYS, RULES, card, decided


def first_rule(rules, facts, context):
    found = decided(rules, facts, context)
    return found and found[0]


@given(RULES, FACTS, FACTS)
def test_it_finds_rules_that_never_decide_and_gaps_as_trying_every_context_does(rules, first, second):
    facts = dict(zip(KEYS, (first, second), strict=True))
    found = analyse_rules(card(rules), facts, DOMAINS)
    winners = {first_rule(rules, facts, context) for context in CONTEXTS}
    assert {item.rule for item in found.never_wins} == {f"r{number}" for number in range(len(rules))} - winners
    assert bool(found.gaps) == (None in winners)
    for gap in found.gaps:
        fitting = [context for context in CONTEXTS if gap.items() <= context.items()]
        assert {first_rule(rules, facts, context) for context in fitting} == {None}


@given(RULES, FACTS, FACTS)
def test_it_names_each_pair_of_rules_once_and_never_a_rule_with_itself(rules, first, second):
    facts = dict(zip(KEYS, (first, second), strict=True))
    found = analyse_rules(card(rules), facts, DOMAINS)
    pairs = [(item.first, item.second) for item in found.overlaps]
    assert len(pairs) == len(set(pairs))
    for item in found.overlaps:
        assert item.first < item.second
        fitting = [context for context in CONTEXTS if item.example.items() <= context.items()]
        assert {first_rule(rules, facts, context) for context in fitting} == {item.first}


def test_it_says_that_it_stopped():
    rules = [({"region": ["us"]}, None, []), ({"segment": ["vip"]}, {"max": 3}, [])]
    assert analyse_rules(card(rules), {}, DOMAINS, effort=1).stopped_at == "never_wins"


def test_it_names_bounds_that_are_missing():
    assert missing_bounds(card([({}, {"min": KEYS[0], "max": KEYS[1]}, [])]), {}) == list(KEYS)
