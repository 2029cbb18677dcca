"""What a version's content stands on: the facts and offers it quotes, the dimensions it asks about, the cards it links to,
the images it shows.
"""

from policies.content.document import CardContent
from policies.content.fact import FactContent
from policies.content.images import quoted_images
from policies.content.links import linked_cards
from policies.content.offer import OfferContent

Quoted = tuple[str, str]  # Kind (fact, offer, dimension, card or image) and slug.


def quotes_of(content: CardContent | FactContent | OfferContent) -> frozenset[Quoted]:
    """Everything that must be looked at again when it changes, and the other way round."""
    if isinstance(content, FactContent):
        return frozenset(("dimension", name) for name in content.dimensions)
    if isinstance(content, CardContent):
        dimensions = {name for rule in content.rules for name in rule.conditions}
        texts = [text for said in content.languages.values() for _, text in said.markdown()]
        offers: frozenset[str] = content.offers
    else:
        dimensions, texts = set(content.conditions), list(content.texts.values())
        offers = frozenset({content.fallback} if content.fallback else ())
    cards = {card for text in texts for card in linked_cards(text)}
    images = {image for text in texts for image in quoted_images(text)}
    by_kind = (("fact", content.facts), ("offer", offers), ("dimension", dimensions), ("card", cards), ("image", images))
    return frozenset((kind, slug) for kind, slugs in by_kind for slug in slugs)
