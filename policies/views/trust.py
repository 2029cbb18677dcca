"""The score: how trustworthy the answers are that leave, and what each number is made of."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from policies.models import Topic
from policies.people.directory import called
from policies.publishing import now
from policies.trust.due import Standing, every_card
from policies.trust.score import (
    answers_by,
    by_day,
    drags,
    key_of,
    lines_by,
    served,
    share_of_answers,
    share_of_cards,
    versions_served,
)
from policies.views.asked import language_of_interface
from policies.views.colleagues import for_colleagues

FILTERS = ("topic", "owner", "channel")


@require_safe
@for_colleagues
def trust(request: HttpRequest) -> HttpResponse:
    """Both shares: of answers served in 30 days, and of cards now; by channel, topic, owner and day."""
    standings, language = every_card(now()), language_of_interface()
    topics = {topic.slug: topic.name(language) for topic in Topic.objects.all()}
    owners = {standing.subject.owner.username: called(standing.subject.owner) for standing in standings}
    context = {
        "answers": share_of_answers(served()),
        "cards": share_of_cards(standings),
        "channels": sorted(answers_by("channel", served()).items()),
        "topics": lines_by("topic", standings, topics),
        "owners": lines_by("owner", standings, owners),
        "days": [(day, share, 100 - (share.percent or 0), position * 10) for position, (day, share) in enumerate(by_day())],
        "drags": drags(standings),
    }
    return render(request, "verification/trust.html", context)


@require_safe
@for_colleagues
def trust_cards(request: HttpRequest) -> HttpResponse:
    """The cards that a number counts; `late=1` those that are not verified only."""
    wanted = _wanted(request)
    found = [standing for standing in every_card(now()) if _fits(standing, wanted)]
    if request.GET.get("late"):
        found = [standing for standing in found if standing.state != "verified"]
    return render(request, "verification/cards.html", {"standings": found, "wanted": wanted, "late": request.GET.get("late")})


@require_safe
@for_colleagues
def trust_answers(request: HttpRequest) -> HttpResponse:
    """The versions that spoke, of which a number of answers is made."""
    wanted = _wanted(request)
    return render(request, "verification/answers.html", {"lines": versions_served(**wanted), "wanted": wanted})


def _wanted(request: HttpRequest) -> dict[str, Any]:
    return {name: request.GET[name] for name in FILTERS if request.GET.get(name)}


def _fits(standing: Standing, wanted: dict[str, Any]) -> bool:
    return all(key_of(group, standing) == wanted[group] for group in ("topic", "owner") if group in wanted)
