"""How many answers left on which channel, by how far they could be trusted when they did."""

from collections import Counter

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from policies.figures.addresses import address
from policies.figures.figure import Cell, Column, Figure, Row, percent
from policies.figures.period import Period
from policies.trust.basis import STATES
from policies.trust.score import served

COLUMNS = (
    Column("verified", _("Verified"), "verified", is_part=True),
    Column("due", _("Check was due"), "due", is_part=True),
    Column("expired", _("Check was overdue"), "expired", is_part=True),
    Column("all", _("Answers")),
    Column("percent", _("Verified, %"), is_percent=True),
)
LIST = "trust_answers"


def answers_by_channel(period: Period) -> Figure:
    counts: dict[str, Counter[str]] = {}
    rows = served(since=period.since, until=period.until).values_list("channel", "trust").annotate(all=Sum("count"))
    for channel, trust, count in rows:
        counts.setdefault(channel, Counter())[trust] += count
    return Figure(
        "answers",
        _("Answers by channel and validity"),
        _("How many answers left on each channel, and whether they were verified at that moment."),
        _("Channel"),
        COLUMNS,
        tuple(_row(channel, counted, period) for channel, counted in sorted(counts.items())),
        of_largest=True,
    )


def _row(channel: str, counted: Counter[str], period: Period) -> Row:
    whole = counted.total()
    cells = {state: Cell(counted[state], address(LIST, period, channel=channel, trust=state)) for state in STATES}
    cells["all"] = Cell(whole, address(LIST, period, channel=channel))
    cells["percent"] = Cell(percent(counted["verified"], whole))
    return Row(channel, channel, cells)
