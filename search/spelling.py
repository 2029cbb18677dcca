"""The question "did you mean": the text with its unknown words replaced by those that cards were found by.

The words come from the database's texts of the cards on the list, so nobody is told a word that stands where they may not look.
"""

from collections.abc import Iterable

from search.documents import CardDocument
from search.highlight import WORD
from search.marks import Marks, folded


def did_you_mean(text: str, marks: Marks, documents: Iterable[CardDocument]) -> str | None:
    """`documents` are those found, the best first. None when there is nothing to correct."""
    mended = {mark.typed for terms in marks.terms.values() for mark in terms.values() if mark.way == "corrected"}
    if not mended:
        return None
    known = _words_for(mended, marks, documents)
    said = WORD.sub(lambda word: known.get(folded(word[0]), word[0]), text).strip()
    return said if said != text.strip() else None


def _words_for(mended: set[str], marks: Marks, documents: Iterable[CardDocument]) -> dict[str, str]:
    found: dict[str, str] = {}
    for document in documents:
        for text in (*document.examples, document.short, document.text):
            for word in WORD.findall(text):
                mark = marks.mark(word, document.language)
                if mark and mark.way == "corrected" and mark.typed not in found:
                    found[mark.typed] = word.lower()
            if len(found) == len(mended):
                return found
    return found
