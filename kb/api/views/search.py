"""Finding cards, and typing ahead."""

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kb.api.caller import caller_of
from kb.api.paging import MAX_START, Window, page
from kb.api.parameters import choice, language_of, query_of
from kb.api.reading import read
from kb.api.schema import AS_OF, LANG, PAGED, Parameter, described
from kb.api.serializers import hit_json
from kb.api.shapes.finding import Hits, Suggestions
from policies.answers import answer_for
from policies.content.problems import ContentError
from policies.manner import manner_of
from policies.models import Topic
from policies.moment import read_instant
from policies.publishing import moment_at
from policies.terms import terms_of
from policies.trust.basis import STATES
from search.find import Filters, find, suggest
from search.questions import Found, note_searched

SUGGESTIONS = 8
WORDS = {"type": "string", "minLength": 1, "maxLength": settings.QUESTION_MAX_LENGTH}
Q = Parameter("q", WORDS, "What to look for.", required=True)
TOPIC = Parameter("topic", {"type": "string"}, "Only cards of this topic.")
TRUST = Parameter("trust", {"type": "string", "enum": list(STATES)}, "Only cards in this state of trust.")


class SearchView(APIView):
    """`GET /api/v1/search?q=&lang=&topic=&trust=`: titles and short texts of cards that the caller may see."""

    @described("search", "Cards that fit some words", gives=Hits, query=(Q, LANG, TOPIC, TRUST, AS_OF, *PAGED))
    def get(self, request: Request) -> Response:
        caller = caller_of(request)
        query = query_of(request, ("q", "lang", "topic", "trust", "as_of", "limit", "cursor"))
        text, trust = _text(query.get("q", "")), choice(query, "trust", STATES)
        topic = choice(query, "topic", list(Topic.objects.values_list("slug", flat=True)) if "topic" in query else ())
        at, window = moment_at(read_instant(query.get("as_of"))), Window.of(query)
        manner = manner_of(caller.channel, caller.audience, at)
        language = language_of(request, query.get("lang"), manner["offered"])
        limit = MAX_START if trust else window.end
        hits = find(text, audience=caller.audience, language=language, at=at, limit=limit, filters=Filters(topic=topic))
        found = [(hit, answer_for(hit.card, {}, language, at, audience=caller.audience, **manner)) for hit in hits]
        shown = [(hit, reply) for hit, reply in found if trust in (None, reply.trust.state)]
        if not window.start and "as_of" not in query:
            cards, confidence = [reply.card for _hit, reply in shown[: window.limit]], hits[0].confidence if hits else 0.0
            note_searched(Found(text, language, cards, confidence, at.revision), caller.channel)
        body = page(request, window, shown[window.start : window.end], lambda pair: hit_json(*pair))
        return read(request, body, revision=at.revision, language=language)


class SuggestView(APIView):
    """`GET /api/v1/suggest?q=&lang=`: titles that fit what is being typed."""

    @described("suggest", "Titles that fit what is being typed", gives=Suggestions, query=(Q, LANG, AS_OF))
    def get(self, request: Request) -> Response:
        caller, query = caller_of(request), query_of(request, ("q", "lang", "as_of"))
        text, at = _text(query.get("q", "")), moment_at(read_instant(query.get("as_of")))
        offered = terms_of(caller.channel, at).languages
        language = language_of(request, query.get("lang"), offered)
        titles = suggest(text, audience=caller.audience, language=language, at=at, limit=SUGGESTIONS, offered=offered)
        body = {"next": None, "previous": None, "results": [{"title": title} for title in titles]}
        return read(request, body, revision=at.revision, language=language)


def _text(text: str) -> str:
    if not text.strip():
        raise ContentError.one("q", "missing", _("Say what to look for."))
    if len(text) > settings.QUESTION_MAX_LENGTH:
        message = _("This is too long (at most %(most)s characters).") % {"most": settings.QUESTION_MAX_LENGTH}
        raise ContentError.one("q", "string_too_long", message)
    return text
