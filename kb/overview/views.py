"""The overview of knowledge managers, and of everybody else as far as they may see it: one page, and each table as a file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kb.overview.all import FIGURES, Sight, figure_for, figures_for, keys_for, last_comparison
from kb.overview.columns import columns_of
from policies.figures.period import CHOICES, read_period
from policies.people.oversight import may_see_questions
from policies.publishing import now
from policies.spreadsheets import csv_lines
from policies.views.asked import language_of_interface
from policies.views.colleagues import for_colleagues
from search.unanswered import unanswered_by_day


@require_safe
@for_colleagues
def overview(request: HttpRequest) -> HttpResponse:
    """What is untrue, due, missing or waiting; every number leads to what it counts."""
    sight = _sight(request)
    figures = figures_for(sight)
    context = {
        "keys": keys_for(sight),
        "coverage": figures.pop("coverage"),
        "figures": list(figures.values()),
        "days": columns_of(unanswered_by_day(sight.period)) if may_see_questions(request.user) else None,
        "comparison": last_comparison(),
        "period": sight.period,
        "choices": CHOICES,
    }
    return render(request, "overview/overview.html", context)


@require_safe
@for_colleagues
def overview_file(request: HttpRequest, name: str) -> Any:
    """One of its tables for a spreadsheet."""
    if name not in FIGURES:
        raise Http404
    sight = _sight(request)
    response = StreamingHttpResponse(csv_lines(figure_for(sight, name).table()), content_type="text/csv; charset=utf-8")
    days = f"{sight.period.since:%Y%m%d}-{sight.period.until:%Y%m%d}"
    response["Content-Disposition"] = f'attachment; filename="{name}-{days}.csv"'
    return response


def _sight(request: HttpRequest) -> Sight:
    return Sight(request.user, now(), read_period(request.GET), language_of_interface())
