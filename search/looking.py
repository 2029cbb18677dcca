"""One search: which languages are looked in, in which order, and until when."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from time import monotonic

from django.conf import settings

from policies.answers import visible_cards
from search.admission import Admission
from search.analysis import field_language, words
from search.corpus import Corpus
from search.hits import Counts, Hit
from search.marks import Marks
from search.nearest import rank
from search.query import Limits, marks_of, query_for, scored

# Cards are read so many at a time; the first so many are ranked with care; counts are about so many.
BATCH, COUNTED = 50, 200
FEW, UNSURE = 10, 0.1
FACETS = ("topic", "trust")


@dataclass(slots=True)
class Looking:
    """One look into a corpus for one audience at one moment. `until` is an instant of the monotonic clock."""

    corpus: Corpus
    admission: Admission
    limits: Limits
    limit: int
    until: float
    is_late: bool = False
    _proposed: dict[str, list[tuple[int, float]]] = field(default_factory=dict)

    def hits(self, language: str) -> list[Hit]:
        """Best first, a card once: by its words in this language, then in the others when it has few or none is sure."""
        if not words(self.admission.typed.text):
            return [
                Hit(self.admission.cards[slug], 0.0, 0.0, tag) for slug, tag in islice(self._everything(language), self.limit)
            ]
        hits = self._found_in(language)
        if len(hits) < FEW or hits[0].confidence < UNSURE:
            others = [hit for other in _other_languages(language) if self._is_in_time() for hit in self._found_in(other)]
            others.sort(key=lambda hit: -hit.confidence)
            # Somebody may write in another language than the page's: it goes first if the page's language finds nothing.
            is_elsewhere = others and (not hits or hits[0].confidence < UNSURE < others[0].confidence)
            hits = [*others, *hits] if is_elsewhere else [*hits, *others]
        first: dict[str, Hit] = {}
        for hit in hits:
            first.setdefault(hit.card.slug, hit)
        return list(first.values())[: self.limit]

    def marks(self, language: str) -> Marks:
        """The words that led to what was found in this language."""
        return marks_of(query_for(self.admission.typed.text, language, self.limits), self.corpus)

    def counts(self, language: str) -> Counts:
        """Of the best that could be on the list: how many are in each topic and state of trust, were that one not asked for."""
        counted: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
        admission = self.admission
        for slug, tag in islice(self._candidates(language), COUNTED):
            missed = admission.misses(admission.cards[slug], tag)
            for facet in FACETS:
                if missed <= {facet}:
                    counted[facet][admission.value_of(admission.cards[slug], facet)] += 1
        return counted

    def _found_in(self, language: str) -> list[Hit]:
        query = query_for(self.admission.typed.text, language, self.limits)
        pairs = self._proposed[language] = scored(query, self.corpus)
        admitted: list[tuple[int, float]] = []
        for start in range(0, len(pairs), BATCH):
            batch = pairs[start : start + BATCH]
            self.admission.look_up(self._slug(pair) for pair in batch)
            admitted += [pair for pair in batch if self._admits(pair)]
            if len(admitted) >= max(self.limit, FEW) or not self._is_in_time():
                break
        return [
            Hit(self.admission.cards[found.document.card], found.score, found.confidence, found.document.language)
            for found in rank(query, self.corpus, admitted)
        ]

    def _candidates(self, language: str) -> Iterator[tuple[str, str]]:
        """Every visible card once, with the language whose texts were found, whether or not it fits the filters."""
        if not self._proposed:
            yield from self._visible(language)
            return
        seen: set[str] = set()
        for pairs in self._proposed.values():
            for start in range(0, len(pairs), BATCH):
                documents = [self.corpus.document(number) for number, _score in pairs[start : start + BATCH]]
                self.admission.look_up(document.card for document in documents)
                for document in documents:
                    if document.card in self.admission.cards and document.card not in seen:
                        seen.add(document.card)
                        yield document.card, document.language

    def _everything(self, language: str) -> Iterator[tuple[str, str]]:
        """Without a word to look up, all that the filters leave; without any filter, nothing."""
        if self.admission.is_narrowed:
            yield from (pair for pair in self._visible(language) if self.admission.admits(*pair) and self._is_in_time())

    def _visible(self, language: str) -> Iterator[tuple[str, str]]:
        """All visible cards in the order of their names, each with the language it is shown in."""
        admission = self.admission
        slugs = visible_cards(admission.audience, admission.at).order_by("slug").values_list("slug", flat=True).iterator()
        while batch := list(islice(slugs, BATCH)):
            admission.look_up(batch)
            yield from ((slug, admission.language_for(admission.cards[slug], language)) for slug in batch)

    def _admits(self, pair: tuple[int, float]) -> bool:
        document = self.corpus.document(pair[0])
        return self.admission.admits(document.card, document.language)

    def _slug(self, pair: tuple[int, float]) -> str:
        return self.corpus.document(pair[0]).card

    def _is_in_time(self) -> bool:
        self.is_late = self.is_late or monotonic() > self.until
        return not self.is_late


def _other_languages(language: str) -> list[str]:
    """One language of every other kind."""
    others = {field_language(tag): tag for tag in settings.CONTENT_LANGUAGES}
    others.pop(field_language(language), None)
    return list(others.values())
