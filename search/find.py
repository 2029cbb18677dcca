"""Finding cards: the index proposes, the database disposes."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from policies.answers import answer_for, find_cards, visible_cards
from policies.memory import NOW_IS_WITHIN, recall
from policies.models import Card
from policies.moment import Moment
from search.analysis import field_language, words
from search.corpus import Corpus, MemoryCorpus
from search.documents import documents_for
from search.folder import folder_of
from search.index import snapshot
from search.nearest import rank
from search.query import SEARCH, Limits, query_for, scored

BATCH, UNSURE = 50, 0.1


@dataclass(frozen=True, slots=True)
class Hit:
    """A visible card (with `live_version_id`), its score and confidence from 0 to 1, and the language whose texts matched."""

    card: Card
    score: float
    confidence: float
    language: str


class Hits(list[Hit]):
    """Best first. `is_fallback` tells that the index could not be asked (another day, no index) and the database was."""

    is_fallback = False


def find(
    text: str, *, audience: str, language: str, at: Moment, limit: int = 10, topic: str | None = None, limits: Limits = SEARCH
) -> Hits:
    """The visible cards that fit a text best, at most `limit`: by its words in this language first, then in the others."""
    corpus, is_fallback = corpus_at(audience, at)
    search = _Search(corpus, audience, at, limit, topic)
    hits = list(search.hits(text, language, limits))
    if len(hits) < limit or hits[0].confidence < UNSURE:
        others = [hit for other in _other_languages(language) for hit in search.hits(text, other, limits)]
        others.sort(key=lambda hit: -hit.confidence)
        # Somebody may write in another language than the page's: what that one finds goes first if the page's finds nothing.
        is_elsewhere = others and (not hits or hits[0].confidence < UNSURE < others[0].confidence)
        hits = [*others, *hits] if is_elsewhere else [*hits, *others]
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.card.slug, hit)
    found = Hits(list(first.values())[:limit])
    found.is_fallback = is_fallback
    return found


def suggest(text: str, *, audience: str, language: str, at: Moment, limit: int = 8, offered: tuple[str, ...] = ()) -> list[str]:
    """Titles of visible cards that fit what is being typed, in a language `offered`; first those with all its words."""
    hits = find(text, audience=audience, language=language, at=at, limit=limit)
    titles = [answer_for(hit.card, {}, language, at, audience=audience, offered=offered).wording.title for hit in hits]
    typed = words(text[: SEARCH.letters])
    return sorted(dict.fromkeys(titles), key=lambda title: not _has_all(typed, words(title)))


def corpus_at(audience: str, at: Moment) -> tuple[Corpus, bool]:
    """What to look in at this moment, and whether it is a fallback: the index mirrors the present only."""
    mirror = snapshot(folder_of(audience)) if abs(timezone.now() - at.at) < NOW_IS_WITHIN else None
    if mirror is not None:
        return mirror, False
    known = recall(at)
    key = "search.corpus", audience
    if key not in known:
        known[key] = MemoryCorpus(documents_for(visible_cards(audience, at), audience=audience, at=at))
    corpus: MemoryCorpus = known[key]
    return corpus, True


@dataclass(frozen=True, slots=True)
class _Search:
    """One look into a corpus for one audience at one moment."""

    corpus: Corpus
    audience: str
    at: Moment
    limit: int
    topic: str | None

    def hits(self, text: str, language: str, limits: Limits) -> Iterator[Hit]:
        query = query_for(text, language, limits)
        pairs = scored(query, self.corpus)
        cards: dict[str, Card] = {}
        allowed: list[tuple[int, float]] = []
        for start in range(0, len(pairs), BATCH):
            batch = pairs[start : start + BATCH]
            cards |= find_cards((self._slug(pair) for pair in batch), self.audience, self.at)
            allowed += [pair for pair in batch if self._fits(cards.get(self._slug(pair)))]
            if len(allowed) >= self.limit:
                break
        for ranked in rank(query, self.corpus, allowed):
            document = ranked.document
            yield Hit(cards[document.card], ranked.score, ranked.confidence, document.language)

    def _slug(self, pair: tuple[int, float]) -> str:
        return self.corpus.document(pair[0]).card

    def _fits(self, card: Card | None) -> bool:
        return card is not None and (self.topic is None or card.topic.slug == self.topic)


def _other_languages(language: str) -> list[str]:
    """One language of every other kind."""
    others = {field_language(tag): tag for tag in settings.CONTENT_LANGUAGES}
    others.pop(field_language(language), None)
    return list(others.values())


def _has_all(typed: list[str], title: list[str]) -> bool:
    return all(any(word.startswith(part) for word in title) for part in typed)
