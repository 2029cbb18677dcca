"""The words a channel needs: topics, dimensions with their options, languages."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kb.api.caller import caller_of
from kb.api.paging import MAX_LIMIT, Window, page
from kb.api.parameters import language_of, query_of
from kb.api.reading import read
from kb.api.schema import AS_OF, CURSOR, LANG, Call, Parameter
from kb.api.serializers import dimension_json, language_json, topic_json
from kb.api.shapes.vocabulary import Dimensions, Languages, Topics
from policies.models import Dimension, Topic
from policies.moment import read_instant
from policies.publishing import current_revision, now
from policies.terms import languages_of

LIMIT = Parameter("limit", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": MAX_LIMIT}, "At most so many.")
QUERY = (LANG, AS_OF, LIMIT, CURSOR)


class VocabularyView(ABC, APIView):
    """One list. The vocabulary has no dates of its own, so `as_of` is checked and makes no difference."""

    @abstractmethod
    def entries(self, window: Window) -> Sequence[Any]:
        """What stands in this part of the list."""

    @abstractmethod
    def show(self, entry: Any, language: str) -> dict[str, Any]:
        """One entry as JSON."""

    def get(self, request: Request) -> Response:
        query = query_of(request, ("lang", "as_of", "limit", "cursor"))
        read_instant(query.get("as_of"))
        language, window = language_of(request, query.get("lang")), Window.of(query, default=MAX_LIMIT)
        revision = current_revision()
        body = page(request, window, self.entries(window), lambda entry: self.show(entry, language))
        return read(request, body, revision=revision, language=language)


class TopicsView(VocabularyView):
    calls = {"GET": Call("list_topics", "The topics that cards are sorted by", {200: Topics}, query=QUERY)}

    def entries(self, window: Window) -> Sequence[Topic]:
        return list(Topic.objects.all()[window.start : window.end])

    def show(self, entry: Topic, language: str) -> dict[str, Any]:
        return topic_json(entry, language)


class DimensionsView(VocabularyView):
    calls = {"GET": Call("list_dimensions", "What can be known of an order", {200: Dimensions}, query=QUERY)}

    def entries(self, window: Window) -> Sequence[Dimension]:
        return list(Dimension.objects.all()[window.start : window.end])

    def show(self, entry: Dimension, language: str) -> dict[str, Any]:
        return dimension_json(entry, language)


class LanguagesView(VocabularyView):
    calls = {"GET": Call("list_languages", "The languages that this channel is answered in", {200: Languages}, query=QUERY)}

    def entries(self, window: Window) -> Sequence[tuple[str, str]]:
        """Those that the caller's channel is answered in, the preferred one first."""
        tags = languages_of(caller_of(self.request).channel, now())
        return [(tag, settings.CONTENT_LANGUAGES[tag]) for tag in tags][window.start : window.end]

    def show(self, entry: tuple[str, str], language: str) -> dict[str, Any]:
        return language_json(entry)
