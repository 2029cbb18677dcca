"""Which cards customers and colleagues flagged most often."""

from collections import Counter

from django.db.models import Count, F
from django.utils.translation import gettext_lazy as _

from policies.figures.addresses import address
from policies.figures.figure import Cell, Column, Figure, Row
from policies.figures.period import Period
from policies.models import Flag, Subject
from policies.moment import Moment
from policies.publishing import in_force
from policies.templatetags.wording import version_title

COLUMNS = (
    Column("wrong", _("Wrong"), "expired", is_part=True),
    Column("outdated", _("Outdated"), "due", is_part=True),
    Column("unclear", _("Unclear"), "plain", is_part=True),
    Column("all", _("Flags")),
    Column("open", _("Not answered")),
)
MOST, LIST = 10, "flags"


def most_flagged(period: Period, at: Moment) -> Figure:
    """The ten cards with the most flags, those first."""
    said = Flag.objects.filter(at__gte=period.start, at__lt=period.end).order_by()
    counts: dict[str, Counter[str]] = {}
    by_kind = said.values_list(F("version__subject__slug"), "kind").annotate(all=Count("pk"), answered=Count("resolved_at"))
    for slug, kind, count, answered in by_kind:
        counts.setdefault(slug, Counter())[kind] += count
        counts[slug]["open"] += count - answered
    most = sorted(counts.items(), key=lambda pair: (-_all(pair[1]), pair[0]))[:MOST]
    titles = {slug: version_title(found) for slug, found in in_force(Subject.Kind.CARD, dict(most), at).items()}
    return Figure(
        "flagged",
        _("Most flagged"),
        _("What customers and colleagues said was wrong, outdated or unclear, answered by now or not."),
        _("Card"),
        COLUMNS,
        tuple(_row(slug, titles.get(slug, slug), counted, period) for slug, counted in most),
        of_largest=True,
    )


def _row(slug: str, title: str, counted: Counter[str], period: Period) -> Row:
    cells = {kind: Cell(counted[kind], address(LIST, period, card=slug, kind=kind, show="all")) for kind in Flag.Kind.values}
    cells["all"] = Cell(_all(counted), address(LIST, period, card=slug, show="all"))
    cells["open"] = Cell(counted["open"], address(LIST, period, card=slug))
    return Row(slug, title, cells)


def _all(counted: Counter[str]) -> int:
    return counted.total() - counted["open"]
