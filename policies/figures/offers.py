"""How offers do: of the customers who accepted one, how many were still there thirty days later."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from policies.figures.addresses import address
from policies.figures.figure import Cell, Column, Figure, Row, percent
from policies.figures.period import Period
from policies.models import OfferOutcome, Subject
from policies.moment import Moment
from policies.outcomes import SAVED_AFTER
from policies.publishing import in_force
from policies.templatetags.wording import version_title

Kind = OfferOutcome.Kind
COLUMNS = (
    Column("saved", _("Stayed"), "verified", is_part=True),
    Column("lost", _("Left all the same"), "expired", is_part=True),
    Column("percent", _("Stayed, %"), is_percent=True),
    Column("accepted", _("Accepted")),
    Column("declined", _("Declined")),
    Column("shown", _("Shown")),
)
LIST = "overview_outcomes"
WHAT = tuple(column.key for column in COLUMNS if not column.is_percent)


def outcomes_until(at: Moment) -> QuerySet[OfferOutcome]:
    """All outcomes so far, each with `was_lost`: accepted, and cancelled within thirty days."""
    cancelled = OfferOutcome.objects.filter(acceptance=OuterRef("pk"), at__lte=at.at, at__lt=OuterRef("at") + SAVED_AFTER)
    return OfferOutcome.objects.filter(at__lte=at.at).annotate(was_lost=Exists(cancelled))


def which(period: Period, at: Moment) -> Mapping[str, Q]:
    """What is counted under each name. Whether somebody stayed is known when their thirty days are over, and counted then: of
    those who accepted last week only the ones who left are known, which would make every offer look bad.
    """
    said = Q(at__gte=period.start, at__lt=period.end)
    over = Q(at__gte=period.start - SAVED_AFTER, at__lt=period.end - SAVED_AFTER, at__lte=at.at - SAVED_AFTER)
    accepted = Q(kind=Kind.ACCEPTED)
    return {
        "saved": accepted & over & Q(was_lost=False),
        "lost": accepted & over & Q(was_lost=True),
        "accepted": accepted & said,
        "declined": Q(kind=Kind.DECLINED) & said,
        "shown": Q(kind=Kind.SHOWN) & said,
    }


def save_rates(period: Period, at: Moment) -> Figure:
    """Every offer that anything became of in these days, by its name."""
    wanted = {f"n_{name}": Count("pk", filter=found) for name, found in which(period, at).items()}
    counted = outcomes_until(at).filter(at__gte=period.start - SAVED_AFTER, at__lt=period.end).order_by()
    lines: list[Any] = list(counted.values(slug=F("offer__slug")).annotate(**wanted))
    live = in_force(Subject.Kind.OFFER, [line["slug"] for line in lines], at)
    titles = {slug: version_title(version) for slug, version in live.items()}
    rows = (_row(line["slug"], titles.get(line["slug"], line["slug"]), line, period) for line in lines)
    return Figure(
        "offers",
        _("Do offers keep customers?"),
        _("Of the customers who accepted an offer and whose 30 days ended in these days, how many had stayed."),
        _("Offer"),
        COLUMNS,
        tuple(sorted(rows, key=lambda row: row.title)),
    )


def _row(slug: str, title: str, counted: Mapping[str, int], period: Period) -> Row:
    cells = {what: Cell(counted[f"n_{what}"], address(LIST, period, offer=slug, what=what)) for what in WHAT}
    cells["percent"] = Cell(percent(counted["n_saved"], counted["n_saved"] + counted["n_lost"]))
    return Row(slug, title, cells)
