"""What a card says, as the database has it now: the last word on whether a phrase stands in it, and on why it was found."""

from dataclasses import dataclass

from policies.answers import INTERNAL
from policies.listed import AnyCard
from policies.memory import recall
from policies.models import Subject
from policies.moment import Moment
from policies.publishing import in_force
from search.analysis import terms, words
from search.documents import CardDocument, documents_of


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a card in one language that an audience may see; notes are among them for colleagues only."""

    document: CardDocument
    folded: str
    stems: frozenset[str]

    def has(self, said: tuple[str, ...]) -> bool:
        """Do these folded words stand here in this order, without others between them?"""
        return f" {' '.join(said)} " in self.folded

    def speaks_of(self, said: tuple[str, ...]) -> bool:
        """The same for several words; one counts in any of its forms."""
        return self.has(said) if len(said) > 1 else bool(self.stems.intersection(terms(said[0], self.document.language)))


def document_of(card: AnyCard, language: str, audience: str, at: Moment) -> CardDocument | None:
    """What the card, which comes from `find_cards` for the same audience and moment, says in one of its languages."""
    known, key = recall(at), ("search.document", card.live_version_id, language, audience)
    if key not in known:
        version = in_force(Subject.Kind.CARD, [card.slug], at)[card.slug]
        facts = in_force(Subject.Kind.FACT, version.facts, at)
        known[key] = next(documents_of(version, facts, with_notes=audience == INTERNAL, only=language), None)
    document: CardDocument | None = known[key]
    return document


def texts_of(card: AnyCard, language: str, audience: str, at: Moment) -> Texts | None:
    document = document_of(card, language, audience, at)
    if document is None:
        return None
    parts = (*document.examples, document.short, document.text)
    # The sign between two texts is no word, so that no phrase runs from one into the next.
    folded = " | ".join(" ".join(words(part)) for part in parts)
    return Texts(document, f" {folded} ", frozenset(term for part in parts for term in terms(part, language)))
