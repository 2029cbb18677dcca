"""Cards for trying the answer model: few, with ways of asking that differ."""

from search.documents import CardDocument

CARDS = {
    "cancel-order": ("Cancel an order", ("cancel my order", "stop my purchase", "I changed my mind about what I bought")),
    "track-parcel": ("Track a parcel", ("where is my parcel", "follow my delivery", "has it been sent yet")),
    "reset-password": ("Reset a password", ("I forgot my password", "cannot log in", "change my login secret")),
    "gift-wrap": ("Gift wrapping", ("can you wrap it as a present", "put a ribbon around it", "is it a gift")),
}


def documents() -> list[CardDocument]:
    return [CardDocument(card, "en", "", title, asked, "", f"All on: {title}.") for card, (title, asked) in CARDS.items()]


def publish_cards(store) -> None:
    for slug, (title, asked) in CARDS.items():
        store.card(slug, languages={"en": {"title": title, "questions": list(asked), "short": f"All on: {title}."}})
