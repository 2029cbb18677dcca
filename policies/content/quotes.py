"""What a version's content stands on: the facts and offers it quotes, the dimensions it asks about, the cards it links to,
the images it shows.
"""

from collections.abc import Iterator

from policies.content.document import CardContent
from policies.content.fact import FactContent
from policies.content.images import quoted_images
from policies.content.links import linked_cards
from policies.content.offer import OfferContent

Quoted = tuple[str, str]  # Kind (fact, offer, dimension, card, image or shown) and slug.


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
    by_kind = (("fact", content.facts), ("offer", offers), ("dimension", dimensions), ("card", cards), *_images(content, texts))
    return frozenset((kind, slug) for kind, slugs in by_kind for slug in slugs)


def _images(content: CardContent | OfferContent, texts: list[str]) -> Iterator[tuple[str, set[str]]]:
    """All images, and those of them that stand in a text for customers."""
    if isinstance(content, CardContent):
        said = (pair for language in content.languages.values() for pair in language.markdown())
        for_customers = [text for field, text in said if field != "notes"] if content.audience == "public" else []
    else:
        texts = [*texts, content.about]
        for_customers = list(content.texts.values()) if content.is_public else []
    for kind, among in (("image", texts), ("shown", for_customers)):
        yield kind, {image for text in among for image in quoted_images(text)}
