"""What the answer model learns from: every way of asking that is known, in every language, and what the card says."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from search.documents import CardDocument

MOST = 4000
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Example:
    """`place` is the same in all languages of a card: translations of one question are left out together.

    `is_asked` tells a way of asking from what the card says.
    """

    card: str
    language: str
    place: int
    text: str
    is_asked: bool


def examples_of(documents: Iterable[CardDocument]) -> list[Example]:
    """In a fixed order, at most `MOST`: of a large store, the first ones of every card."""
    by_card: dict[str, list[CardDocument]] = defaultdict(list)
    for document in sorted(documents, key=lambda document: document.key):
        by_card[document.card].append(document)
    cards = [_different(_of_card(documents)) for documents in by_card.values()]
    kept = sorted(((rank, example) for card in cards for rank, example in enumerate(card)), key=lambda pair: pair[0])[:MOST]
    return [example for _, example in sorted(kept, key=lambda pair: (pair[1].card, pair[0]))]


def _of_card(documents: list[CardDocument]) -> list[Example]:
    """Titles first, then questions by their place, each in every language; then what the card says."""
    asked = [
        Example(document.card, document.language, place, text, is_asked=True)
        for document in documents
        for place, text in enumerate(document.examples)
    ]
    asked.sort(key=lambda example: example.place)
    after = max(example.place for example in asked) + 1
    return asked + [
        Example(document.card, document.language, after + at, text[:LONGEST], is_asked=False)
        for document in documents
        for at, text in enumerate((document.short, document.text))
    ]


def _different(examples: Iterable[Example]) -> list[Example]:
    return list(_unseen(examples))


def _unseen(examples: Iterable[Example]) -> Iterator[Example]:
    seen = set()
    for example in examples:
        if example.text.strip() and example.text not in seen:
            seen.add(example.text)
            yield example
