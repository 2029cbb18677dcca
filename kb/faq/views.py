"""The public questions and answers. Nothing internal ever: every card comes through the door for the public audience."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_from_request
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from kb.faq.language import in_language
from policies.answers import PUBLIC, answer_for, find_card
from policies.channels import FAQ
from policies.languages import match_language, read_language
from policies.manner import manner_of
from policies.moment import Moment
from policies.publishing import now
from policies.terms import languages_of, terms_of
from policies.topics import topics_with_cards
from policies.trust.served import count_served
from policies.views.asked import read_asked


@require_safe
@cache_control(no_cache=True)
def faq(request: HttpRequest) -> HttpResponse:
    """To the language the browser asks for."""
    wanted, languages = read_language(get_language_from_request(request)), languages_of(FAQ, now())
    return redirect("faq_topics", match_language(wanted, languages) or ("en" if "en" in languages else languages[0]))


@in_language
def topics(request: HttpRequest, language: str) -> HttpResponse:
    asked = read_asked(request.GET, language)
    _require_open(asked.at)
    found = topics_with_cards(PUBLIC, language, asked.at, channel=FAQ)
    return render(request, "faq/topics.html", {"asked": asked, "topics": found, "languages": languages_of(FAQ, asked.at)})


@in_language
def card(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    asked = read_asked(request.GET, language)
    _require_open(asked.at)
    found = find_card(slug, PUBLIC, asked.at)
    if found is None:
        raise Http404
    reply = answer_for(found, asked.context, language, asked.at, audience=PUBLIC, **manner_of(FAQ, PUBLIC, asked.at))
    if not asked.is_past:
        count_served(reply, FAQ)
    return render(
        request, "faq/card.html", {"asked": asked, "reply": reply, "site": f"{request.scheme}://{request.get_host()}"}
    )


def _require_open(at: Moment) -> None:
    if terms_of(FAQ, at).is_disabled:
        raise Http404
