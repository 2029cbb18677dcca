"""The page on which agents find answers: one box, and the answer in the result itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.middleware import HtmxDetails

from policies.answers import INTERNAL
from policies.channels import AGENTS
from policies.models import Topic
from policies.reply import Reply
from policies.topics import topics_with_cards
from policies.trust.served import count_served
from policies.views.acting import attempt, back
from policies.views.asked import Asked, asked_by, language_of_interface, said_to
from policies.views.colleagues import for_colleagues
from search.questions import Found, note_opened
from search.reporting import report_gap as report
from search.results import Results, results_for
from search.shown_hints import hints_beside

IN_SHORT = "quick"  # The id of the list under the box in the header of other pages.
MOST_IN_SHORT = 6


class HtmxRequest(HttpRequest):
    """What django-htmx's middleware makes of a request."""

    htmx: HtmxDetails


@require_safe
@for_colleagues
def find_page(request: HtmxRequest) -> HttpResponse:
    """While somebody types or picks, only what changes is sent; to the box in the header of another page a short list."""
    asked = asked_by(request)
    results = results_for(request.GET, asked)
    if request.htmx.target == IN_SHORT:
        return _varied(render(request, "find/quick.html", {"results": results, "most": MOST_IN_SHORT}))
    chosen = (request.GET.getlist("card") or [""])[0]
    opened = _opened(results, chosen)
    said = said_to(asked, opened)
    # While somebody types, the first result is only passed by; one that is asked for or opened is read.
    if (chosen or not request.htmx) and not (asked.is_past or asked.release):
        _note(request, results, opened, is_chosen=bool(chosen), receipt=said.get("receipt", ""))
    found = {
        "asked": asked,
        "results": results,
        "chosen": chosen,
        "opened": opened,
        "hints": hints_beside(opened, results.question, results.spoken, asked.at) if opened else (),
        **said,
        **_around(results, asked, wants_help="help" in request.GET),
        "languages": settings.CONTENT_LANGUAGES,
    }
    is_fragment = request.htmx and not request.htmx.history_restore_request
    return _varied(render(request, "find/fragment.html" if is_fragment else "find/find.html", found))


@require_POST
@for_colleagues
def report_gap(request: HttpRequest) -> HttpResponse:
    """Nobody has written this down yet; back to where it was looked for."""
    question, language = request.POST.get("question", ""), request.POST.get("language") or language_of_interface()
    said = _("Reported. It is on the list of what is missing.")
    attempt(request, lambda: report(question, language=language, by=request.user), said)
    return back(request, "find")


def _opened(results: Results, chosen: str) -> Reply | None:
    """The result whose answer is shown: the one chosen, else for a question the first."""
    replies = [result.reply for result in results.all]
    first = replies[0] if replies and results.question else None
    return next((reply for reply in replies if reply.card == chosen), first)


def _note(request: HttpRequest, results: Results, opened: Reply | None, *, is_chosen: bool, receipt: str) -> None:
    if results.question:
        cards, at = [result.reply.card for result in results.all], results.asked.at
        asks = Found(results.question, results.asked.language, cards, results.sure, at.revision)
        note_opened(asks, int(request.user.pk or 0), opened, is_chosen=is_chosen, receipt=receipt)
    if opened is not None:
        count_served(opened, AGENTS)


def _around(results: Results, asked: Asked, *, wants_help: bool) -> dict[str, Any]:
    """Beside the list: all topics while nothing is asked for; whom to ask when nothing is found, or who presses for it."""
    if not (results.question or results.is_narrowed):
        return {"topics": topics_with_cards(INTERNAL, asked.language, asked.at, channel=AGENTS)}
    if not results.question or (results.all and not wants_help):
        return {}
    language = language_of_interface()
    topics = [(topic.slug, topic.name(language), topic.owner) for topic in Topic.objects.select_related("owner")]
    nearest = results.hits[0].card.topic.slug if results.hits else results.filters.topic
    return {"owners": topics, "nearest": nearest}


def _varied(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
