"""Best bets with what they come to now: a card that nobody may see any more comes first for nobody."""

from dataclasses import dataclass

from policies.answers import INTERNAL, PUBLIC, find_cards
from policies.publishing import now
from search.find import find
from search.kept import BestBet
from search.texts import document_of


@dataclass(frozen=True, slots=True)
class Pinned:
    """`title` is the card's in the language of the words, as colleagues see it; `seen_by` are the audiences that see it now."""

    bet: BestBet
    title: str
    seen_by: tuple[str, ...]


def found_now(query: str, language: str) -> list[tuple[str, str]]:
    """Slugs and titles of what colleagues find for these words now."""
    at = now()
    hits = find(query, audience=INTERNAL, language=language, at=at)
    documents = [(hit.card.slug, document_of(hit.card, hit.language, INTERNAL, at)) for hit in hits]
    return [(slug, document.title) for slug, document in documents if document]


def pinned_cards() -> list[Pinned]:
    """By language and words."""
    bets, at = list(BestBet.objects.select_related("card", "changed_by")), now()
    slugs = [bet.card.slug for bet in bets]
    cards = {audience: find_cards(slugs, audience, at) for audience in (PUBLIC, INTERNAL)}
    found = []
    for bet in bets:
        card = cards[INTERNAL].get(bet.card.slug)
        document = document_of(card, bet.language, INTERNAL, at) if card else None
        seen_by = tuple(str(audience) for audience, seen in cards.items() if bet.card.slug in seen)
        found.append(Pinned(bet, document.title if document else bet.card.slug, seen_by))
    return found
