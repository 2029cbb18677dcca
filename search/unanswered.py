"""Questions that nobody could answer: how many, in which language, on which channel, and which."""

from collections import Counter
from datetime import date

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from policies.figures.addresses import address
from policies.figures.figure import Cell, Column, Figure, Row, percent
from policies.figures.period import Period
from search.models import Question

UNANSWERED = Q(band="escalate")
LIST = "overview_questions"
COLUMNS = (
    Column("unanswered", _("No answer"), "expired", is_part=True),
    Column("other", _("Answered or suggested"), "plain", is_part=True),
    Column("all", _("Questions")),
    Column("percent", _("No answer, %"), is_percent=True),
)


def questions_in(period: Period) -> QuerySet[Question]:
    """Asked in these days, the newest first."""
    return Question.objects.filter(asked_at__gte=period.start, asked_at__lt=period.end).order_by("-asked_at", "-pk")


def unanswered_by_day(period: Period) -> list[tuple[date, int, int]]:
    """Each day with how many found no answer, of how many."""
    rows = questions_in(period).order_by().annotate(day=TruncDate("asked_at")).values("day")
    found = {
        row["day"]: (row["none"], row["all"]) for row in rows.annotate(none=Count("pk", filter=UNANSWERED), all=Count("pk"))
    }
    return [(day, *found.get(day, (0, 0))) for day in period.days]


def unanswered_by(group: str, period: Period) -> Figure:
    """By `language` or `channel`, what has most of them first."""
    counts: dict[str, Counter[str]] = {}
    rows = questions_in(period).order_by().values_list(group).annotate(none=Count("pk", filter=UNANSWERED), all=Count("pk"))
    for key, none, whole in rows:
        counts[key] = Counter({"unanswered": none, "all": whole, "other": whole - none})
    is_language = group == "language"
    return Figure(
        f"questions-by-{group}",
        _("Questions without an answer, by language") if is_language else _("Questions without an answer, by channel"),
        _("What customers and colleagues asked and nothing was sure enough for."),
        _("Language") if is_language else _("Channel"),
        COLUMNS,
        tuple(
            _row(group, key, counted, period)
            for key, counted in sorted(counts.items(), key=lambda pair: (-pair[1]["unanswered"], pair[0]))
        ),
        of_largest=True,
    )


def _row(group: str, key: str, counted: Counter[str], period: Period) -> Row:
    asked = {group: key or "-"}
    cells = {
        "unanswered": Cell(counted["unanswered"], address(LIST, period, **asked)),
        "other": Cell(counted["other"], address(LIST, period, **asked, band="other")),
        "all": Cell(counted["all"], address(LIST, period, **asked, band="all")),
        "percent": Cell(percent(counted["unanswered"], counted["all"])),
    }
    return Row(key, settings.CONTENT_LANGUAGES.get(key, key) or "–", cells)
