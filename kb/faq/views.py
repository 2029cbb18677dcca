"""The public questions and answers. Nothing internal ever: every card comes through the door for the public audience."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_from_request
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from kb.faq.language import in_language
from policies.answers import PUBLIC, answer_for, find_card
from policies.channels import FAQ
from policies.languages import match_language, read_language
from policies.topics import topics_with_cards
from policies.trust.ladder import ladder_of
from policies.trust.served import count_served
from policies.views.asked import read_asked


@require_safe
@cache_control(no_cache=True)
def faq(request: HttpRequest) -> HttpResponse:
    """To the language the browser asks for."""
    wanted = read_language(get_language_from_request(request))
    return redirect("faq_topics", match_language(wanted, settings.CONTENT_LANGUAGES) or "en")


@in_language
def topics(request: HttpRequest, language: str) -> HttpResponse:
    asked = read_asked(request.GET, language)
    found = topics_with_cards(PUBLIC, language, asked.at, channel=FAQ)
    return render(request, "faq/topics.html", {"asked": asked, "topics": found, "languages": settings.CONTENT_LANGUAGES})


@in_language
def card(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    asked = read_asked(request.GET, language)
    found = find_card(slug, PUBLIC, asked.at)
    if found is None:
        raise Http404
    ladder = ladder_of(FAQ, PUBLIC, asked.at)
    reply = answer_for(found, asked.context, language, asked.at, audience=PUBLIC, ladder=ladder)
    if not asked.is_past:
        count_served(reply, FAQ)
    return render(
        request, "faq/card.html", {"asked": asked, "reply": reply, "site": f"{request.scheme}://{request.get_host()}"}
    )
