"""Finding cards, and typing ahead."""

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kb.api.caller import caller_of
from kb.api.paging import Window
from kb.api.parameters import choice, language_of, query_of
from kb.api.places import Place, addresses
from kb.api.reading import read
from kb.api.schema import AS_OF, LANG, PAGED, Parameter, described
from kb.api.serializers import hit_json
from kb.api.shapes.finding import Hits, Suggestions
from policies.answers import answers_for
from policies.content.problems import ContentError
from policies.manner import manner_of
from policies.moment import read_instant
from policies.publishing import moment_at
from policies.terms import terms_of
from policies.trust.basis import STATES
from search.filters import CardFilter
from search.find import find, suggest
from search.questions import Found, note_searched

SUGGESTIONS = 8
WORDS = {"type": "string", "minLength": 1, "maxLength": settings.QUESTION_MAX_LENGTH}
Q = Parameter("q", WORDS, "What to look for.", required=True)
TOPIC = Parameter("topic", {"type": "string", "minLength": 1}, "Only cards of this topic.")
TRUST = Parameter("trust", {"type": "string", "enum": list(STATES)}, "Only cards in this state of trust.")
TEXTS = Parameter("texts", {"type": "string", "minLength": 1}, "Only cards with texts of their own in this language.")
COUNTS = Parameter("counts", {"type": "string", "enum": ["true", "false"]}, "Also how many cards each filter would leave.")
MOVED = 50  # So many cards more are looked at, for when the list has changed between two pages.


class SearchView(APIView):
    """`GET /api/v1/search?q=&lang=&topic=&trust=`: titles and short texts of cards that the caller may see.

    `q` may hold "phrases", words to leave out (-gift), and topic:, trust: and lang: with a value. Pages of one revision fit
    each other: nothing stands on two of them, nothing on none.
    """

    @described("search", "Cards that fit some words", gives=Hits, query=(Q, LANG, TOPIC, TRUST, TEXTS, COUNTS, AS_OF, *PAGED))
    def get(self, request: Request) -> Response:
        caller = caller_of(request)
        query = query_of(request, ("q", "lang", "topic", "trust", "texts", "counts", "as_of", "limit", "cursor"))
        text, filters, counts = _text(query.get("q", "")), CardFilter.read(query), choice(query, "counts", ("true", "false"))
        at, place = moment_at(read_instant(query.get("as_of"))), Place.of(query)
        size = Window.of(query, is_position=False).limit
        manner = manner_of(caller.channel, caller.audience, at)
        language = language_of(request, query.get("lang"), manner["offered"])
        most = place.position + size + (MOVED if place.after else 1)
        hits = find(text, audience=caller.audience, language=language, at=at, limit=most, filters=filters)
        names = [hit.card.slug for hit in hits]
        start = place.start_in(names)
        shown = hits[start : start + size]
        replies = answers_for([hit.card for hit in shown], {}, language, at, audience=caller.audience, **manner)
        if not place.position and "as_of" not in query:
            confidence = hits[0].confidence if hits else 0.0
            note_searched(Found(text, language, names[:size], confidence, at.revision), caller.channel)
        body = {
            **addresses(request, names, start, size),
            "results": [hit_json(hit, reply) for hit, reply in zip(shown, replies, strict=True)],
            "complete": hits.is_complete,
            "by": "database" if hits.is_fallback else "index",
            "did_you_mean": hits.did_you_mean,
            "counts": hits.counts if counts == "true" else None,
        }
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
