"""One card, for colleagues."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from policies.answers import INTERNAL, PUBLIC, answer_for, find_card
from policies.channels import AGENTS
from policies.ladder import ladder_of
from policies.looks import change_for
from policies.views.asked import asked_by, said_to
from policies.views.colleagues import for_colleagues


@require_safe
@for_colleagues
def card(request: HttpRequest, slug: str) -> HttpResponse:
    asked = asked_by(request)
    found = find_card(slug, INTERNAL, asked.at)
    if found is None:
        raise Http404
    who: dict[str, Any] = {"audience": INTERNAL, "customer": asked.customer, "ladder": ladder_of(AGENTS, INTERNAL, asked.at)}
    reply = answer_for(found, asked.context, asked.language, asked.at, **who)
    shown = {
        "asked": asked,
        "card": found,
        "topic": found.topic.name(asked.language),
        "reply": reply,
        **said_to(asked, reply),
        "is_public": find_card(slug, PUBLIC, asked.at) is not None,
        "change": None if asked.is_past or asked.release else change_for(request.user, found, asked.language, asked.at),
    }
    return render(request, "cards/card.html", shown)
