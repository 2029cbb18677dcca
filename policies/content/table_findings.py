"""The analysis of a card's rules, and of a fact's variants, in terms of what their author wrote."""

from dataclasses import replace

from policies.content.analysis import EFFORT, Analysis, NeverWins, Overlap, analyse
from policies.content.conditions import Choice
from policies.content.document import CardContent
from policies.content.fact import FactContent
from policies.content.rules import Table, TableRule
from policies.content.variants import Domains, Facts, Row, rows_of


def analyse_rules(content: CardContent, facts: Facts, domains: Domains, *, effort: int = EFFORT) -> Analysis:
    """Findings about rules, though facts with variants make several rows of one. Nothing is found in a card without rules.

    An overlap with a rule that always holds is no finding: it is what is said in all other cases. `facts` must hold a number
    for every fact in a bound. Raises TooManyRows.
    """
    if not content.rules:
        return Analysis()
    rows = {row.key: row for row in rows_of(content, None, facts, domains)}
    rules = {rule.key: rule for rule in content.rules}
    texts = {rule.key: tuple(said.texts[rule.key] for _, said in sorted(content.languages.items())) for rule in content.rules}

    def says(key: str) -> tuple[object, ...]:
        rule = rules[rows[key].rule or ""]
        return rule.outcome, rule.escalate, texts[rule.key]

    table = Table([row.table_rule for row in rows.values()], domains)
    found = analyse(table, says, effort=effort)
    never_wins = _never_wins(found, rows)
    overlaps: dict[tuple[str, str], Overlap] = {}
    for overlap in found.overlaps:
        pair = rows[overlap.first].rule or "", rows[overlap.second].rule or ""
        if rules[pair[1]].when:
            overlaps.setdefault(pair, Overlap(*pair, overlap.example))
    return replace(found, never_wins=never_wins, overlaps=tuple(overlaps.values()))


def analyse_variants(fact: FactContent, domains: Domains) -> Analysis:
    """Variants, numbered from 1, that never give the value because earlier ones do."""
    rules = [
        TableRule(str(number), {name: Choice(options) for name, options in variant.when.items()})
        for number, variant in enumerate(fact.variants, 1)
    ]
    found = analyse(Table(rules, domains), lambda _: None)
    return Analysis(found.never_wins, stopped_at=found.stopped_at)


def missing_bounds(content: CardContent, facts: Facts) -> list[str]:
    """Facts in bounds that are no number in force: without them nothing can be said about the rules."""
    return sorted(key for key in content.bound_facts if key not in facts or facts[key].type in ("date", "text"))


def _never_wins(found: Analysis, rows: dict[str, Row]) -> tuple[NeverWins, ...]:
    """Rules none of whose rows ever wins, each with an example that says what it and the rule that decides look at."""
    lost = {finding.rule: finding for finding in found.never_wins}
    winning = {row.rule for key, row in rows.items() if key not in lost}
    by_rule: dict[str, NeverWins] = {}
    for key, finding in lost.items():
        rule, taken_by = rows[key].rule or "", rows[finding.taken_by] if finding.taken_by else None
        if rule not in winning and (rule not in by_rule or by_rule[rule].taken_by is None):
            names = {*rows[key].when, *(taken_by.when if taken_by else ())}
            example = {name: value for name, value in finding.example.items() if name in names}
            by_rule[rule] = NeverWins(rule, taken_by.rule if taken_by else None, example)
    return tuple(by_rule.values())
