"""What an author should know of a decision table before handing it in, each finding with a concrete example.

Exact: a finding that is not listed does not exist, unless the analysis had to stop, which it says.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from policies.content.boxes import Budget, Stopped
from policies.content.conditions import Value
from policies.content.rules import Table

EFFORT = 400_000  # Boxes to look at: about a second. Tables of 12 dimensions and 200 rules were seen to need 50,000.
MOST_GAPS = 20
Example = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class NeverWins:
    """Whatever the context, an earlier rule decides; `taken_by` does so in the example (None: no context fits the
    rule at all).
    """

    rule: str
    taken_by: str | None
    example: Example


@dataclass(frozen=True, slots=True)
class Overlap:
    """Both rules hold in the example and would say different things; `first` decides because it stands first.

    What the example does not mention makes no difference to that.
    """

    first: str
    second: str
    example: Example


@dataclass(frozen=True, slots=True)
class Analysis:
    """`gaps` are contexts that no rule covers, whatever they do not mention (one for each hole, at most `MOST_GAPS`).

    `stopped_at` names what was not finished.
    """

    never_wins: tuple[NeverWins, ...] = ()
    gaps: tuple[Example, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    stopped_at: str = ""

    @property
    def is_clean(self) -> bool:
        return not (self.never_wins or self.gaps or self.stopped_at)


def analyse(table: Table, says: Callable[[str], Hashable], *, effort: int = EFFORT) -> Analysis:
    """All findings. `says` tells which rules say the same; overlaps between those are no finding."""
    budget, never_wins, gaps = Budget(effort), [], []
    overlaps: list[Overlap] = []
    part = "never_wins"
    try:
        never_wins = _never_wins(table, budget)
        part = "gaps"
        gaps = _gaps(table, budget)
        part = "overlaps"
        lost = {finding.rule for finding in never_wins}
        _overlaps(table, says, lost, budget, overlaps)
        part = ""
    except Stopped:
        pass
    return Analysis(tuple(never_wins), tuple(gaps), tuple(overlaps), stopped_at=part)


def _never_wins(table: Table, budget: Budget) -> list[NeverWins]:
    found = []
    for position, rule in enumerate(table.rules):
        box = table.boxes[position]
        if table.space.is_empty(box):
            found.append(NeverWins(rule.key, None, {}))
        elif table.space.witness(box, table.boxes[:position], budget) is None:
            example = table.example(box)
            found.append(NeverWins(rule.key, table.match(example), example))
    return found


def _gaps(table: Table, budget: Budget) -> list[Example]:
    """A hole is found, filled, and the next one looked for."""
    gaps: list[Example] = []
    covered: Sequence[int] = table.boxes
    while len(gaps) < MOST_GAPS:
        hole = table.space.witness(table.space.whole, covered, budget)
        if hole is None:
            break
        gaps.append(table.restrictions(hole))
        covered = [*covered, hole]
    return gaps


def _overlaps(table: Table, says: Callable[[str], Hashable], lost: set[str], budget: Budget, found: list[Overlap]) -> None:
    """Pairs that meet where the first of them wins."""
    for position, first in enumerate(table.rules):
        if first.key in lost:
            continue
        said = says(first.key)
        for later in range(position + 1, len(table.rules)):
            both = table.boxes[position] & table.boxes[later]
            second = table.rules[later].key
            if table.space.is_empty(both) or second in lost or says(second) == said:
                continue
            where = table.space.witness(both, table.boxes[:position], budget)
            if where is not None:
                found.append(Overlap(first.key, second, table.restrictions(where)))
