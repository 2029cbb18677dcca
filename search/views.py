"""The page on which agents find answers: one box, and the answer in the result itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from django_htmx.middleware import HtmxDetails

from policies.answers import INTERNAL, answer_for
from policies.channels import AGENTS
from policies.manner import manner_of
from policies.reply import Reply
from policies.topics import topics_with_cards
from policies.trust.served import count_served
from policies.views.asked import Asked, asked_by, said_to
from policies.views.colleagues import for_colleagues
from search.find import find
from search.questions import Found, note_opened
from search.recognise import language_of


class HtmxRequest(HttpRequest):
    """What django-htmx's middleware makes of a request."""

    htmx: HtmxDetails


@require_safe
@for_colleagues
def find_page(request: HtmxRequest) -> HttpResponse:
    """While somebody types or picks, only what changes is sent."""
    question, asked = request.GET.get("q", "").strip(), asked_by(request)
    sure, replies = _replies(question, asked)
    chosen = (request.GET.getlist("card") or [""])[0]
    opened = next((reply for reply in replies if reply.card == chosen), replies[0] if replies else None)
    said = said_to(asked, opened)
    # While somebody types, the first result is only passed by; one that is asked for or opened is read.
    if (chosen or not request.htmx) and not (asked.is_past or asked.release):
        if question:
            asks = Found(question, asked.language, [reply.card for reply in replies], sure, asked.at.revision)
            note_opened(asks, int(request.user.pk or 0), opened, is_chosen=bool(chosen), receipt=said.get("receipt", ""))
        if opened is not None:
            count_served(opened, AGENTS)
    found = {
        "question": question,
        "asked": asked,
        "replies": replies,
        "chosen": chosen,
        "opened": opened,
        **said,
        "topics": [] if question else topics_with_cards(INTERNAL, asked.language, asked.at, channel=AGENTS),
        "languages": settings.CONTENT_LANGUAGES,
    }
    is_fragment = request.htmx and not request.htmx.history_restore_request
    response = render(request, "find/fragment.html" if is_fragment else "find/find.html", found)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _replies(question: str, asked: Asked) -> tuple[float, list[Reply]]:
    """Looked for in the language of the question, answered in the customer's; with how sure the first of them is."""
    spoken = language_of(question, list(settings.CONTENT_LANGUAGES))
    hits = find(question, audience=INTERNAL, language=spoken, at=asked.at) if question else []
    known: dict[str, Any] = {"audience": INTERNAL, "customer": asked.customer, **manner_of(AGENTS, INTERNAL, asked.at)}
    sure = hits[0].confidence if hits else 0.0
    return sure, [answer_for(hit.card, asked.context, asked.language, asked.at, **known) for hit in hits]
