"""Which words of a text are those that somebody looked for: the same word, another form of it, or one taken for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, Self

from search.analysis import PLAIN, STEMMED, field_language, stem, stop_words, words

Way = Literal["typed", "completed", "corrected", "synonym"]
SHORTEST_PREFIX = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """How a stem was come by, and from what somebody typed."""

    way: Way
    typed: str


@dataclass(frozen=True, slots=True)
class Marks:
    """Stems by the language they are compared in. `prefix` marks whatever begins so: the last word, half typed."""

    terms: Mapping[str, Mapping[str, Mark]] = field(default_factory=dict)
    prefix: str = ""

    @classmethod
    def of_text(cls, text: str) -> Self:
        """Of plain words, in whatever language they are."""
        folded = words(text)
        last = folded[-1] if folded and text[-1:].isalnum() and len(folded[-1]) >= SHORTEST_PREFIX else ""
        return cls({language: _stems(tuple(folded), language) for language in (*STEMMED, PLAIN)}, last)

    def mark(self, word: str, language: str | None = None) -> Mark | None:
        """What marks a word of a text in this language, or in any."""
        for known, terms in self.terms.items():
            if (language is None or known == field_language(language)) and (found := terms.get(term_of(word, known))):
                return found
        if self.prefix and folded(word).startswith(self.prefix):
            return Mark("completed", self.prefix)
        return None


NO_MARKS = Marks()


def _stems(folded_words: tuple[str, ...], language: str) -> Mapping[str, Mark]:
    stop = stop_words(language)
    telling = [word for word in folded_words if word not in stop] or folded_words
    return {stem(word, language): Mark("typed", word) for word in telling}


@lru_cache(maxsize=50_000)
def term_of(word: str, language: str) -> str:
    """The stem that a word of a text is compared by."""
    return stem(folded(word), language)


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    return "".join(words(word))
