"""The public questions and answers. Nothing internal ever: every card comes through the door for the public audience."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from kb.api.visitors import CHANNEL as CHAT
from kb.faq.changed import last_changes
from kb.faq.contents import beside, contents, first_language, languages_spoken
from kb.faq.language import in_language
from kb.faq.pages import page, stands_in
from kb.faq.structured import question, trail
from policies.answers import PUBLIC, answer_for, find_card
from policies.channels import FAQ
from policies.languages import match_language, read_language
from policies.manner import manner_of
from policies.models import Card
from policies.moment import Moment
from policies.publishing import now
from policies.reply import Reply
from policies.terms import languages_of, terms_of
from policies.trust.served import count_served
from policies.views.asked import Asked, read_asked


@require_safe
@cache_control(no_cache=True)
def faq(request: HttpRequest) -> HttpResponse:
    """To the language the browser asks for."""
    wanted, languages = read_language(get_language_from_request(request)), languages_of(FAQ, now())
    return redirect("faq_topics", match_language(wanted, languages) or first_language(languages))


@in_language
def topics(request: HttpRequest, language: str) -> HttpResponse:
    asked = read_asked(request.GET, language)
    require_open(asked.at)
    sections, frame = contents(language, asked.at), frame_of(asked)
    given = {"asked": asked, "sections": sections, **frame}
    stands = sections, frame, _told_instant(asked)
    return page(request, "faq/topics.html", given, asked, *stands)


@in_language
def card(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    asked = read_asked(request.GET, language)
    require_open(asked.at)
    found = find_card(slug, PUBLIC, asked.at)
    if found is None:
        raise Http404
    reply = answer_for(found, asked.context, language, asked.at, audience=PUBLIC, **manner_of(FAQ, PUBLIC, asked.at))
    if not asked.is_past:
        count_served(reply, FAQ)
    spoken, frame = languages_spoken(found, asked.at), frame_of(asked)
    given = {
        "asked": asked,
        "reply": reply,
        "topic": found.topic.name(language),
        "topic_slug": found.topic.slug,
        "beside": beside(found, language, asked.at),
        "spoken": spoken,
        "first": first_language(spoken or [reply.wording.language]),
        "changed_at": None if asked.is_past else last_changes(asked.at).get(slug),
        **frame,
    }
    stands = *stands_in(reply), found.topic.name(language), given["beside"], spoken, given["changed_at"], frame
    if not (asked.context or asked.is_past):
        given["structured"] = structured(request, found, reply, given)
    # What is left of an offer may be another number with the next request.
    until = asked.at.at if reply.depends_on_customer else reply.basis.turns_after(asked.at.at)
    note = partial(count_served, reply, FAQ)
    return page(request, "faq/card.html", given, asked, *stands, _told_instant(asked), until=until, note=note)


def structured(request: HttpRequest, card: Card, reply: Reply, given: dict[str, Any]) -> str:
    """For search engines: the question, and the way to it. Only on the page that others name as theirs."""
    site, language = f"{request.scheme}://{request.get_host()}", reply.wording.language
    address = site + reverse("faq_card", args=(language, card.slug))
    start = site + reverse("faq_topics", args=(language,))
    steps = (_("Questions and answers"), start), (given["topic"], f"{start}#{card.topic.slug}"), (reply.wording.title, address)
    return question(reply, address, given["changed_at"]) + trail(*steps)


def frame_of(asked: Asked) -> dict[str, Any]:
    """What stands around every page of the questions and answers."""
    return {
        "languages": languages_of(FAQ, asked.at),
        "has_chat": not terms_of(CHAT, asked.at).is_disabled,
    }


def require_open(at: Moment) -> None:
    if terms_of(FAQ, at).is_disabled:
        raise Http404


def _told_instant(asked: Asked) -> str:
    """A page about another day says which."""
    return asked.at.at.isoformat() if asked.is_past else ""
