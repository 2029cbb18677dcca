"""Looking for a question: a page that works without a script, and its results alone while somebody types."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from kb.api.throttles import MINUTE, used
from kb.api.visitors import place_of
from kb.faq.contents import contents
from kb.faq.language import in_language_for_one
from kb.faq.views import card, frame_of, require_open
from kb.origin import client_address
from kb.refusals import TooMany
from policies.answers import PUBLIC, answers_for, find_card
from policies.channels import FAQ
from policies.manner import manner_of
from policies.publishing import now
from policies.reply import Reply
from policies.views.asked import Asked, read_asked
from search.ask import band_of
from search.find import find
from search.questions import Found, note_searched

MOST = 10
TYPED = 4  # Whoever types asks several times for each question.


@in_language_for_one
def search(request: HttpRequest, language: str) -> HttpResponse:
    """What is typed is looked for with every pause, and noted as a question once: sent, or left standing (`settled`)."""
    if "q" not in request.GET and find_card("search", PUBLIC, now()) is not None:
        return card(request, language, "search")  # A card may be called so; a question is always asked with `q`.
    question, is_settled = request.GET.get("q", "").strip()[: settings.QUESTION_MAX_LENGTH], "settled" in request.GET
    asked = read_asked(QueryDict(), language)
    require_open(asked.at)
    _require_patience(request)
    replies, sure = _replies(question, asked)
    is_fragment = bool(getattr(request, "htmx", False))
    if question and not is_fragment:
        cards = [reply.card for reply in replies]
        note_searched(Found(question, language, cards, sure, asked.at.revision), FAQ)
    if is_settled:
        return HttpResponse(status=204)
    given = {
        "asked": asked,
        "question": question,
        "replies": replies,
        "is_sure": band_of(sure) != "escalate",
        "sections": () if question else contents(language, asked.at),
        **frame_of(asked),
    }
    response = render(request, "faq/fragment.html" if is_fragment else "faq/topics.html", given)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _replies(question: str, asked: Asked) -> tuple[list[Reply], float]:
    """What cards say while nothing else is known, the likeliest first, and how sure that one is."""
    hits = find(question, audience=PUBLIC, language=asked.language, at=asked.at, limit=MOST) if question else []
    manner = manner_of(FAQ, PUBLIC, asked.at)
    replies = answers_for([hit.card for hit in hits], {}, asked.language, asked.at, audience=PUBLIC, **manner)
    return replies, hits[0].confidence if hits else 0.0


def _require_patience(request: HttpRequest) -> None:
    """Raises TooMany for whoever asks faster than anybody types."""
    most = TYPED * settings.VISITOR_REQUESTS_PER_MINUTE
    over = used(f"rate:faq:{place_of(client_address(request))}", most, MINUTE) - MINUTE
    if over > 0:
        raise TooMany(over)
