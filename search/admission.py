"""Which of the proposed cards go on the list: those that the database shows this audience now, and that fit what was asked for.

The index only proposes. Whatever a list is made of, its counts and its reasons included, has passed here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from policies.answers import list_cards
from policies.languages import match_language
from policies.listed import Listed
from policies.memory import recall
from policies.models import Topic
from policies.moment import Moment
from policies.trust.basis import Basis, basis_of
from search.analysis import fold
from search.hits import EVERYTHING, Filters
from search.texts import texts_of
from search.typed import Narrowed, Typed


@dataclass(frozen=True, slots=True)
class Seen:
    """A visible card with what lists are narrowed and ordered by."""

    card: Listed
    basis: Basis


Known = dict[str, Seen | None]


@dataclass(frozen=True)
class Admission:
    """For one audience, moment and request."""

    audience: str
    at: Moment
    filters: Filters
    typed: Typed
    cards: dict[str, Listed] = field(default_factory=dict)
    known: Known = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)

    def look_up(self, slugs: Iterable[str]) -> None:
        """Read all these cards at once; one by one would be a query for each.

        Those `waiting` are read with them, so that one that may not be seen costs nothing that somebody could measure.
        """
        wanted = [slug for slug in dict.fromkeys([*slugs, *sorted(self.waiting)]) if slug not in self.known]
        self.waiting.clear()
        if not wanted:
            return
        kept = self._kept()
        new = [slug for slug in wanted if slug not in kept]
        if new:
            found = list_cards(new, self.audience, self.at)
            kept.update({slug: self._seen(found[slug]) if slug in found else None for slug in new})
        self.known.update({slug: kept[slug] for slug in wanted})
        self.cards.update({slug: seen.card for slug in wanted if (seen := kept[slug]) is not None})

    def _kept(self) -> Known:
        """What this epoch has looked up for the audience; of another day nothing is kept.

        Whether a card is internal *today* is asked of now, and now is another moment with every request.
        """
        if not self.at.is_now:
            return {}
        kept: Known = recall(self.at).setdefault(("search.seen", self.audience), {})
        return kept

    def _seen(self, card: Listed) -> Seen:
        return Seen(card, basis_of(card, self.at))

    def admits(self, slug: str, language: str) -> bool:
        """May this card, found by its texts in this language, go on the list?"""
        card = self.cards.get(slug)
        return card is not None and (not self._is_choosy or not self.misses(card, language))

    def misses(self, card: Listed, language: str) -> set[str]:
        """What keeps a visible card off the list: filters by name, and `text` for a phrase or an excluded word."""
        filters, found = self.filters, set()
        if filters.topic is not None and self.topic_of(card).slug != filters.topic:
            found.add("topic")
        if filters.trust is not None and self.trust_of(card) != filters.trust:
            found.add("trust")
        if filters.language is not None and language != filters.language:
            found.add("language")
        found |= {part.by for part in self.typed.narrowed if self._is(card, language, part) == part.is_not}
        if not self._says_so(card, language):
            found.add("text")
        return found

    @property
    def is_narrowed(self) -> bool:
        """Is anything asked for beside words?"""
        return self.filters != EVERYTHING or bool(self.typed.narrowed)

    def value_of(self, card: Listed, facet: str) -> str:
        """By what lists are counted: the card's topic or its state of trust."""
        return self.topic_of(card).slug if facet == "topic" else self.trust_of(card)

    def language_for(self, card: Listed, language: str) -> str:
        """In which of its languages a card is listed that was not found by words: one asked for, else its own."""
        content = card.outline
        wanted = [self.filters.language, *(part.value for part in self.typed.narrowed if part.by == "language"), language]
        matched = (match_language(tag, content.languages) for tag in wanted if tag)
        return next((tag for tag in matched if tag), content.source)

    def trust_of(self, card: Listed) -> str:
        return self._of(card).basis.state_at(self.at.at)

    def topic_of(self, card: Listed) -> Topic:
        return card.topic

    def _of(self, card: Listed) -> Seen:
        seen = self.known[card.slug]
        assert seen is not None
        return seen

    @cached_property
    def _is_choosy(self) -> bool:
        """Is there anything that could keep a visible card off the list?"""
        return self.is_narrowed or bool(self.typed.phrases or self.typed.excluded)

    def _is(self, card: Listed, language: str, part: Narrowed) -> bool:
        if part.by == "trust":
            return self.trust_of(card) == part.value
        if part.by == "language":
            return language == part.value
        topic = self.topic_of(card)
        return part.value in {topic.slug, *map(fold, topic.names.values())}

    def _says_so(self, card: Listed, language: str) -> bool:
        if not (self.typed.phrases or self.typed.excluded):
            return True
        texts = texts_of(card, language, self.audience, self.at)
        if texts is None:
            return False
        says_all = all(texts.has(phrase) for phrase in self.typed.phrases)
        return says_all and not any(texts.speaks_of(said) for said in self.typed.excluded)
