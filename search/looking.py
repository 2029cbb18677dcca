"""One search: which languages are looked in and in which order, what comes first whatever its words, and how many there are."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from django.conf import settings

from policies.answers import visible_cards
from search.admission import Admission
from search.analysis import field_language, words
from search.hits import Counts, Hit
from search.nearest import ANSWER_FROM
from search.proposing import BATCH, FEW, Proposing

UNSURE, COUNTED = 0.1, 200
FACETS = ("topic", "trust")


@dataclass(slots=True)
class Looking:
    """Everything that is looked at for one request."""

    proposing: Proposing
    _pins: list[Hit] = field(default_factory=list)

    @property
    def admission(self) -> Admission:
        return self.proposing.admission

    def hits(self, language: str) -> list[Hit]:
        """Best first, a card once: by its words in this language, then in the others when it has few or none is sure."""
        proposing, limit = self.proposing, self.proposing.limit
        if not words(self.admission.typed.text):
            return [Hit(self.admission.cards[slug], 0.0, 0.0, tag) for slug, tag in islice(self._everything(language), limit)]
        pinned = self._pinned_by(language)
        self.admission.waiting.update(pinned)
        found = proposing.found_in(language)
        hits = [*self._pinned(pinned), *found]
        if len(hits) < FEW or hits[0].confidence < UNSURE:
            in_time = (other for other in _other_languages(language) if proposing.clock.is_in_time())
            others = [hit for other in in_time for hit in proposing.found_in(other)]
            others.sort(key=lambda hit: -hit.confidence)
            # Somebody may write in another language than the page's: it goes first if the page's language finds nothing.
            is_elsewhere = others and (not hits or hits[0].confidence < UNSURE < others[0].confidence)
            hits = [*others, *hits] if is_elsewhere else [*hits, *others]
        return list(_once(hits).values())[:limit]

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

    def _pinned_by(self, language: str) -> dict[str, str]:
        """Cards that a knowledge manager put first for these words, each with the language of the words."""
        kept, text = self.proposing.kept, self.admission.typed.text
        tags = (language, *_other_languages(language)) if kept else ()
        return {slug: tag for tag in reversed(tags) if kept and (slug := kept.bet_for(text, tag))}

    def _pinned(self, slugs: dict[str, str]) -> list[Hit]:
        """The first of them that this audience may see now and that fits what is asked for."""
        self.admission.look_up(slugs)
        for slug, tag in reversed(slugs.items()):
            card = self.admission.cards.get(slug)
            if card is not None and self.admission.admits(slug, shown := self.admission.language_for(card, tag)):
                self._pins = [Hit(card, 1.0, ANSWER_FROM, shown, is_pinned=True)]
                break
        return self._pins

    def _candidates(self, language: str) -> Iterator[tuple[str, str]]:
        """Every visible card once, with the language whose texts were found, whether or not it fits the filters."""
        if not self.proposing.proposed:
            yield from self._visible(language)
            return
        yield from ((pin.card.slug, pin.language) for pin in self._pins)
        seen = {pin.card.slug for pin in self._pins}
        for pairs in self.proposing.proposed:
            for start in range(0, len(pairs), BATCH):
                documents = [self.proposing.corpus.named(number) for number, _score in pairs[start : start + BATCH]]
                self.admission.look_up(document.card for document in documents)
                for document in documents:
                    if document.card in self.admission.cards and document.card not in seen:
                        seen.add(document.card)
                        yield document.card, document.language

    def _everything(self, language: str) -> Iterator[tuple[str, str]]:
        """Without a word to look up, all that the filters leave; without any filter, nothing."""
        if self.admission.is_narrowed:
            clock = self.proposing.clock
            yield from (pair for pair in self._visible(language) if self.admission.admits(*pair) and clock.is_in_time())

    def _visible(self, language: str) -> Iterator[tuple[str, str]]:
        """All visible cards in the order of their names, each with the language it is shown in."""
        admission = self.admission
        slugs = visible_cards(admission.audience, admission.at).order_by("slug").values_list("slug", flat=True)
        for start in range(0, len(slugs), BATCH):
            batch = slugs[start : start + BATCH]
            admission.look_up(batch)
            known = (admission.cards[slug] for slug in batch if slug in admission.cards)
            yield from ((card.slug, admission.language_for(card, language)) for card in known)


def _once(hits: list[Hit]) -> dict[str, Hit]:
    """Each card where it stands first; one that is pinned is as sure as its words make it, if that is more."""
    first: dict[str, Hit] = {}
    for hit in hits:
        known = first.setdefault(hit.card.slug, hit)
        if known.is_pinned and known.confidence < hit.confidence:
            first[hit.card.slug] = replace(known, confidence=hit.confidence)
    return first


def _other_languages(language: str) -> list[str]:
    """One language of every other kind."""
    others = {field_language(tag): tag for tag in settings.CONTENT_LANGUAGES}
    others.pop(field_language(language), None)
    return list(others.values())
