"""The score: how trustworthy the answers are that leave, and what each number is made of."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from policies.figures.period import read_period
from policies.models import Topic
from policies.people.directory import called
from policies.publishing import now
from policies.trust.due import every_card, standings
from policies.trust.score import (
    answers_by,
    by_day,
    drags,
    lines_by,
    served,
    share_of_answers,
    share_of_cards,
    versions_served,
)
from policies.trust.tally import tallied
from policies.views.asked import language_of_interface
from policies.views.colleagues import for_colleagues

ON_A_PAGE = 100


@require_safe
@for_colleagues
def trust(request: HttpRequest) -> HttpResponse:
    """Both shares: of answers served in 30 days, and of cards now; by channel, topic, owner and day."""
    cards, language = every_card(now()), language_of_interface()
    topics = {topic.slug: topic.name(language) for topic in Topic.objects.all()}
    owners = {standing.subject.owner.username: called(standing.subject.owner) for standing in cards}
    context = {
        "answers": share_of_answers(served()),
        "cards": share_of_cards(cards),
        "channels": sorted(answers_by("channel", served()).items()),
        "topics": lines_by("topic", cards, topics),
        "owners": lines_by("owner", cards, owners),
        "days": [(day, share, 100 - (share.percent or 0), position * 10) for position, (day, share) in enumerate(by_day())],
        "drags": drags(cards),
    }
    return render(request, "verification/trust.html", context)


@require_safe
@for_colleagues
def trust_cards(request: HttpRequest) -> HttpResponse:
    """The cards that a number counts, in one `state` or all; `late=1` those that are not verified only."""
    at, wanted = now(), _wanted(request, ("topic", "owner", "state"))
    found = tallied(at, **wanted)
    if request.GET.get("late"):
        found = [card for card in found if card.state_at(at.at) != "verified"]
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "standings": standings((card.slug for card in page), at),
        "wanted": wanted,
        "late": request.GET.get("late"),
    }
    return render(request, "verification/cards.html", context)


@require_safe
@for_colleagues
def trust_answers(request: HttpRequest) -> HttpResponse:
    """The versions that spoke in these days, the last 30 unless told otherwise; `late=1` only what was not verified then."""
    wanted = _wanted(request, ("topic", "owner", "channel", "trust"))
    period = read_period(request.GET)
    lines = versions_served(**wanted, since=period.since, until=period.until)
    if request.GET.get("late"):
        lines = [line for line in lines if line["trust"] != "verified"]
    context = {"lines": lines, "wanted": wanted, "period": period, "all": sum(line["count"] for line in lines)}
    return render(request, "verification/answers.html", context)


def _wanted(request: HttpRequest, names: Iterable[str]) -> dict[str, Any]:
    return {name: request.GET[name] for name in names if request.GET.get(name)}
