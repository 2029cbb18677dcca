"""One card, for colleagues."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from policies.answers import INTERNAL, PUBLIC, answer_for, find_card
from policies.channels import AGENTS
from policies.feedback import feedback_of
from policies.manner import manner_of
from policies.models import Card
from policies.moment import Moment
from policies.notices.looks import change_for
from policies.permissions import may_verify
from policies.trust.consequences import consequences_of, is_handled
from policies.trust.due import standings
from policies.trust.served import count_served
from policies.views.asked import asked_by, said_to
from policies.views.colleagues import for_colleagues


@require_safe
@for_colleagues
def card(request: HttpRequest, slug: str) -> HttpResponse:
    asked = asked_by(request)
    found = find_card(slug, INTERNAL, asked.at)
    if found is None:
        raise Http404
    manner = manner_of(AGENTS, INTERNAL, asked.at)
    reply = answer_for(found, asked.context, asked.language, asked.at, audience=INTERNAL, customer=asked.customer, **manner)
    shown = {
        "asked": asked,
        "card": found,
        "topic": found.topic.name(asked.language),
        "reply": reply,
        **said_to(asked, reply),
        "is_public": find_card(slug, PUBLIC, asked.at) is not None,
        "change": None if asked.is_past or asked.release else change_for(request.user, found, asked.language, asked.at),
        **({} if asked.is_past or asked.release else _trust(request, found, asked.at)),
    }
    if request.method == "GET" and not (asked.is_past or asked.release):
        count_served(reply, AGENTS)
    return render(request, "cards/card.html", shown)


def _trust(request: HttpRequest, found: Card, at: Moment) -> dict[str, Any]:
    """Why it is due or will be, and what each channel does about it."""
    (standing,) = standings([found.slug], at)
    consequences = consequences_of(standing, at)
    return {
        "standing": standing,
        "consequences": consequences if is_handled(consequences) else [],
        "may_verify": may_verify(request.user, found),
        "helped": feedback_of(standing.version),
    }
