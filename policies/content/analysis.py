"""What an author should know of a decision table before handing it in, each finding with a concrete example.

Exact: a finding that is not listed does not exist, unless the analysis had to stop, which it says.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

from policies.content.boxes import Box, Boxes, Budget, Stopped, bits, lowest, meet
from policies.content.conditions import Value
from policies.content.rules import Table

# Steps: some 0.7 seconds of CPU. Of `kb/large_tables.py` the kinds that people write need 10,000 to 720,000.
EFFORT = 730_000
PAIR = 10  # Steps for the example of an overlap, of which there may be thousands.
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
        box = table.boxes.boxes[position]
        if not all(box):
            found.append(NeverWins(rule.key, None, {}))
        elif table.won_by(position, box, budget) is None:
            example = table.example(box)
            found.append(NeverWins(rule.key, table.match(example), example))
    return found


def _gaps(table: Table, budget: Budget) -> list[Example]:
    """A hole is found, filled, and the next one looked for."""
    boxes = Boxes([mask.bit_length() for mask in table.boxes.whole], table.boxes.boxes)
    gaps: list[Example] = []
    blockers = (1 << table.anything) - 1
    while len(gaps) < MOST_GAPS:
        hole = boxes.free(boxes.whole, blockers, budget)
        if hole is None:
            break
        whole = boxes.widened(hole, boxes.whole, blockers)
        gaps.append(table.restrictions(whole))
        blockers |= 1 << boxes.add(whole)
    return gaps


def _overlaps(table: Table, says: Callable[[str], Hashable], lost: set[str], budget: Budget, found: list[Overlap]) -> None:
    """Pairs that meet where the first of them wins."""
    said = [says(rule.key) for rule in table.rules]
    winning = [position for position, rule in enumerate(table.rules) if rule.key not in lost]
    for position in winning:
        others = sum(1 << later for later in winning if later > position and said[later] != said[position])
        first, pairs = table.rules[position].key, _meeting_where_won(table, position, others, budget)
        budget.spend(PAIR * len(pairs))
        found += [Overlap(first, table.rules[later].key, table.restrictions(part)) for later, part in pairs]


def _meeting_where_won(table: Table, position: int, others: int, budget: Budget) -> list[tuple[int, Box]]:
    """Which of the other rules hold somewhere in what this rule wins, and where: a part for each, in order."""
    boxes, pairs = table.boxes, list[tuple[int, Box]]()
    box = boxes.boxes[position]
    meeting = boxes.meeting(box)
    left, blockers = others & meeting, ((1 << position) - 1) & meeting
    while left:
        later = lowest(left)
        left &= left - 1
        part = boxes.free(meet(box, boxes.boxes[later]), blockers, budget)
        if part is not None:
            # Seen from the first rule the part is often larger, and then others hold there as well.
            wide = boxes.widened(part, box, blockers)
            met = left & boxes.meeting(wide) | 1 << later
            left &= ~met
            pairs += [(other, meet(wide, boxes.boxes[other])) for other in bits(met)]
    return sorted(pairs)
