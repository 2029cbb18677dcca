"""What a set of synonyms would change: queries asked lately that would get other first results, before anybody keeps it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from time import monotonic

from django.db.models import Count
from django.utils import timezone

from policies.answers import INTERNAL
from policies.moment import Moment
from policies.publishing import now
from search.analysis import field_language, words
from search.find import find
from search.hits import Hits
from search.kept import SynonymSet
from search.kept_now import Kept, kept_now
from search.models import Question
from search.synonyms import Synonyms
from search.texts import document_of

LATELY, MOST_READ, MOST_TRIED, FIRST, SECONDS = timedelta(days=30), 2000, 50, 3, 3.0


@dataclass(frozen=True, slots=True)
class Effect:
    """A query, how often it was asked, and the titles of its first results as they are and as they would be."""

    query: str
    count: int
    now: tuple[str, ...]
    then: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The queries that would change, the most frequent first; `tried` is how many hold one of the words."""

    effects: tuple[Effect, ...]
    tried: int


def preview(language: str, written: Sequence[str], instead_of: SynonymSet | None = None) -> Preview:
    """As colleagues would find. With no words: what would change if the set were dropped. Stops after a few seconds."""
    until, at, present = monotonic() + SECONDS, now(), kept_now()
    others = SynonymSet.objects.exclude(pk=instead_of.pk if instead_of else None).order_by("pk")
    wanted = Synonyms.of([*others.values_list("language", "words"), (language, written)])
    mine = Synonyms.of([(language, written), *([(language, instead_of.words)] if instead_of else [])])
    effects, tried = [], 0
    for query, count in islice(_asked(language, mine), MOST_TRIED):
        if monotonic() > until:
            break
        tried += 1
        before, after = (_first(query, language, at, kept) for kept in (present, replace(present, synonyms=wanted)))
        if list(before) != list(after):
            effects.append(Effect(query, count, tuple(before.values()), tuple(after.values())))
    return Preview(tuple(effects), tried)


def _asked(language: str, synonyms: Synonyms) -> Iterator[tuple[str, int]]:
    """What was asked lately in this language with one of the words in it, the most frequent first."""
    lately = Question.objects.filter(asked_at__gte=timezone.now() - LATELY, language__startswith=field_language(language))
    counted = lately.order_by().values_list("text").annotate(count=Count("pk")).order_by("-count", "text")
    for text, count in counted[:MOST_READ]:
        if synonyms.touches(tuple(words(text)), language):
            yield text, count


def _first(query: str, language: str, at: Moment, kept: Kept) -> dict[str, str]:
    """The titles of the first results by their slugs, in their order."""
    hits: Hits = find(query, audience=INTERNAL, language=language, at=at, limit=FIRST, kept=kept)
    documents = [(hit.card.slug, document_of(hit.card, hit.language, INTERNAL, at)) for hit in hits]
    return {slug: document.title if document else slug for slug, document in documents}
