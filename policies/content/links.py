"""Links from one card to another, as texts write them: `/cards/{card}/`, or `/faq/{language}/{card}/`."""

import re
from collections.abc import Iterator

LINK = re.compile(
    r"(?<![\w./:-])/(?:cards|faq/[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2})/(?P<card>[a-z0-9]+(?:[-_][a-z0-9]+)*)(?![\w-])"
)


def linked_cards(text: str) -> Iterator[str]:
    """The slugs of the cards that a Markdown text links to, as often as it does."""
    return (found["card"] for found in LINK.finditer(text))
