"""Finding cards: the index proposes, the database disposes."""

from dataclasses import replace
from functools import partial
from time import monotonic

from django.conf import settings

from policies.answers import answers_for
from policies.models import Topic
from policies.moment import Moment
from search.admission import Admission
from search.analysis import fold, words
from search.corpus import Corpus
from search.engine import corpus_of
from search.hits import EVERYTHING, Around, Filters, Hit, Hits, Reason
from search.kept_now import Kept, kept_now
from search.looking import Looking
from search.plain import plain_corpus
from search.proposing import Clock, Proposing
from search.query import SEARCH, Limits
from search.reading import Reading
from search.typed import Typed, read_typed

__all__ = ["Filters", "Hit", "Hits", "Reason", "find", "suggest"]

SECONDS = 1.5


def find(
    text: str,
    *,
    audience: str,
    language: str,
    at: Moment,
    limit: int = 10,
    filters: Filters = EVERYTHING,
    limits: Limits = SEARCH,
    seconds: float = SECONDS,
    kept: Kept | None = None,
) -> Hits:
    """The visible cards that fit a text best, at most `limit`: by its words in this language first, then in the others.

    In the search box the text may hold "phrases", -not and filters (see `search.typed`), and synonyms, best bets, trust and use
    count, as they are now or as `kept` has them; a whole question is words only, and nothing else decides. After so many
    `seconds` what was found so far is given, and `is_complete` is false.
    """
    typed = _read(text, limits)
    corpus, is_fallback = corpus_at(audience, at, text)
    kept = (kept or kept_now()) if limits.completes else None
    clock = Clock(monotonic() + seconds)
    proposing = Proposing(corpus, Admission(audience, at, filters, typed), limits, limit, clock, kept)
    looking = Looking(proposing)
    hits = looking.hits(language)
    around = Around(is_fallback, is_complete=not (typed.is_cut or clock.is_late))
    if not limits.completes:
        return Hits(hits, around)
    led = hits[0].language if hits else language
    marks = proposing.marks(led)
    reading = Reading(corpus, audience, at, proposing.query(led), marks, typed.text.strip())
    reasoned = [replace(hit, why=partial(reading.reasons, hit)) for hit in hits]
    counts, mean = partial(looking.counts, language), partial(reading.meant, text, hits)
    return Hits(reasoned, replace(around, mean=mean, marks=marks, count=counts))


def suggest(text: str, *, audience: str, language: str, at: Moment, limit: int = 8, offered: tuple[str, ...] = ()) -> list[str]:
    """Titles of visible cards that fit what is being typed, in a language `offered`; first those with all its words."""
    hits = find(text, audience=audience, language=language, at=at, limit=limit)
    replies = answers_for([hit.card for hit in hits], {}, language, at, audience=audience, offered=offered)
    titles = [reply.wording.title for reply in replies]
    typed = words(text[: SEARCH.letters])
    return sorted(dict.fromkeys(titles), key=lambda title: not _has_all(typed, words(title)))


def corpus_at(audience: str, at: Moment, text: str) -> tuple[Corpus, bool]:
    """What to look in for a text at this moment, and whether it is a fallback: the index mirrors the present only."""
    mirror = corpus_of(audience) if at.is_now else None
    if mirror is not None:
        return mirror, False
    return plain_corpus(text, audience, at), True


def _read(text: str, limits: Limits) -> Typed:
    if not limits.completes:
        return Typed((), text, is_cut=False)
    asks_for_topic = ":" in text
    topics = (
        {name for topic in Topic.objects.all() for name in (topic.slug, *map(fold, topic.names.values()))}
        if asks_for_topic
        else ()
    )
    return read_typed(text, letters=limits.letters, languages=settings.CONTENT_LANGUAGES, topics=frozenset(topics))


def _has_all(typed: list[str], title: list[str]) -> bool:
    return all(any(word.startswith(part) for word in title) for part in typed)
