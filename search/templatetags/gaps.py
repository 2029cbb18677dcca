"""What the desk shows of the gaps that wait for a person."""

from dataclasses import dataclass
from typing import Any

from django import template

from search.gap_lines import GapLine, lines_of
from search.gaps import open_gaps

register = template.Library()
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """`lines` are the first of `count`."""

    count: int
    lines: tuple[GapLine, ...]


@register.simple_tag
def waiting_gaps(user: Any) -> Waiting:
    """Questions that customers ask and no card answers, of this person's topics."""
    found = open_gaps(user).select_related("topic__owner", "owner", "card")
    return Waiting(found.count(), tuple(lines_of(found[:SHOWN])))
