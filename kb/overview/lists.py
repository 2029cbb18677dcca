"""Lists that numbers of the overview count and that stand nowhere else: questions, outcomes of offers, what is covered."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from policies.arguments import require_choice
from policies.figures.coverage import Hole, covering, holes, stages
from policies.figures.offers import WHAT, outcomes_until, which
from policies.figures.period import read_period
from policies.people.oversight import may_see_questions
from policies.publishing import now
from policies.trust.due import standings
from policies.views.asked import language_of_interface
from policies.views.colleagues import for_colleagues
from search.unanswered import UNANSWERED, questions_in

ON_A_PAGE = 100
# A question without a language or a channel is asked for by a dash.
NOTHING = "-"
BANDS = {"": UNANSWERED, "other": ~UNANSWERED, "all": Q()}


@require_safe
@for_colleagues
def overview_questions(request: HttpRequest) -> HttpResponse:
    """Questions of these days that nothing was sure enough for; `band` says other, or all."""
    may_see_questions(request.user).require()
    band = request.GET.get("band", "")
    require_choice("band", band, list(BANDS))
    period, wanted = read_period(request.GET), _wanted(request, "language", "channel")
    same = {name: "" if value == NOTHING else value for name, value in wanted.items()}
    found = questions_in(period).filter(BANDS[band], **same)
    return _list(request, "overview/questions.html", found, period=period, wanted=wanted, band=band)


@require_safe
@for_colleagues
def overview_outcomes(request: HttpRequest) -> HttpResponse:
    """What became of an offer in these days, one line each, the newest first. Nobody's name: they are not known."""
    at, period, wanted = now(), read_period(request.GET), _wanted(request, "offer")
    what = request.GET.get("what", "")
    require_choice("what", what, ["", *WHAT])
    said = Q(at__gte=period.start, at__lt=period.end)
    found = outcomes_until(at).filter(which(period, at)[what] if what else said)
    if "offer" in wanted:
        found = found.filter(offer__slug=wanted["offer"])
    found = found.select_related("version__subject").order_by("-at", "-pk")
    return _list(request, "overview/outcomes.html", found, period=period, wanted=wanted, what=what)


@require_safe
@for_colleagues
def overview_cards(request: HttpRequest) -> HttpResponse:
    """The cards of a topic that answer for a stage in a language."""
    at, wanted = now(), _wanted(request, "topic", "stage", "language")
    found = covering(at, **{name: wanted.get(name, "") for name in ("topic", "stage", "language")})
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return _shown(request, "overview/cards.html", page, wanted=wanted, standings=standings(page, at))


@require_safe
@for_colleagues
def overview_holes(request: HttpRequest) -> HttpResponse:
    """Where a customer asks in vain: a topic, a stage, a language."""
    language, wanted = language_of_interface(), _wanted(request, "topic", "stage", "language")
    found = [hole for hole in holes(now(), language) if _fits(hole, wanted)]
    return _list(request, "overview/holes.html", found, wanted=wanted, names=dict(stages(language)), language=language)


def _fits(hole: Hole, wanted: dict[str, str]) -> bool:
    said = {"topic": hole.topic.slug, "stage": hole.stage, "language": hole.language}
    return all(said[name] == value for name, value in wanted.items())


def _wanted(request: HttpRequest, *names: str) -> dict[str, str]:
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def _list(request: HttpRequest, template: str, found: Any, **context: Any) -> HttpResponse:
    return _shown(request, template, Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")), **context)


def _shown(request: HttpRequest, template: str, page: Any, **context: Any) -> HttpResponse:
    return render(request, template, {"page": page, **context})
