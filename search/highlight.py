"""Showing in a text why it was found. The text is always the database's, as this person may see it now; never the index's."""

import re
from functools import lru_cache

from search.marks import Marks

# A word of a text as it stands there, with the accents that stand beside their letters.
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*(?:['’][^\W_]+)?")
MOST_LETTERS = 1000


def highlighted(text: str, query: str | Marks, language: str | None = None) -> list[tuple[str, bool]]:
    """The text in pieces that give it whole when joined; True for those that stand for what was looked for.

    `query` is what somebody typed, or the `marks` of what was found, which know synonyms and corrected words, too. Words are
    compared in the `language` of the text, or in any.
    """
    marks = _marks_of(query[:MOST_LETTERS]) if isinstance(query, str) else query
    pieces: list[tuple[str, bool]] = []
    end = 0
    for word in WORD.finditer(text):
        if marks.mark(word[0], language):
            pieces += [(text[end : word.start()], False), (word[0], True)]
            end = word.end()
    return [piece for piece in (*pieces, (text[end:], False)) if piece[0]]


@lru_cache(maxsize=256)
def _marks_of(query: str) -> Marks:
    return Marks.of_text(query)
