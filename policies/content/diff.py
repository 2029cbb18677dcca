"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text that is `same`, `removed` or `added`."""

    kind: str
    text: str


def word_diff(old: str, new: str) -> Iterator[Span]:
    """Pieces in order; those not `added` make up `old`, those not `removed` make up `new`."""
    for kind, pieces in groupby(_pieces(old, new), key=lambda span: span.kind):
        text = "".join(span.text for span in pieces)
        if text:
            yield Span(kind, text)


def _pieces(old: str, new: str) -> Iterator[Span]:
    """Lines first, words only inside lines that changed: comparing all words of long texts takes quadratic time."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Span("same", "".join(before[a:b]))
        else:
            yield from _words("".join(before[a:b]), "".join(after[c:d]))


def _words(old: str, new: str) -> Iterator[Span]:
    before, after = WORDS.findall(old), WORDS.findall(new)
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Span("same", "".join(before[a:b]))
        else:
            yield Span("removed", "".join(before[a:b]))
            yield Span("added", "".join(after[c:d]))
