"""The door behind which a search engine stands, and the documents built in memory behind it.

`Corpus` is everything that finding and asking need of an engine; nothing else may know how documents are looked up.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.documents import CardDocument

MAX_FOUND = 1_000


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What a text comes to in one language: factors by stem and by letter piece.

    Documents are found by `words`, and by `letters_alone` (of words that no document knows); those found best are compared by
    `letters`, too. Of the words `meant` stand for what was typed in full; `completions` may become of a half-typed one.
    """

    words_field: str
    words: Mapping[str, float]
    meant: Mapping[str, float]
    grams_field: str
    letters: Mapping[str, float]
    letters_alone: Collection[str]
    completions: Collection[str]


@dataclass(frozen=True, slots=True)
class Alike:
    """How near a document is to what was looked up, all from 0 to 1.

    `by_words` and `by_letters` are the cosines of its most similar example; `coverage` the share of what was looked up that its
    examples know, what only its other texts know counting half; `is_completed` if it has any of what was typed or completed.
    """

    by_words: float
    by_letters: float
    coverage: float
    is_completed: bool


@dataclass(frozen=True, slots=True)
class Named:
    """Which document it is: the slug of its card, and its language."""

    card: str
    language: str

    @property
    def key(self) -> str:
        return f"{self.card}:{self.language}"


@lru_cache(maxsize=50_000)
def named_by(key: str) -> Named:
    card, _colon, language = key.rpartition(":")
    return Named(card, language)


class Corpus(ABC):
    """Documents known by numbers, at one moment and for one audience. Safe to share between threads.

    Every engine gives the same for the same documents, whatever was there before them: a word that stands only in what was
    withdrawn is unknown.
    """

    @abstractmethod
    def document(self, number: int) -> CardDocument:
        """Without its longer texts, and without the facts it quotes."""

    @abstractmethod
    def key(self, number: int) -> str:
        """The document's key, by which equals are ordered; cheaper than the document."""

    @abstractmethod
    def has(self, field: str, term: str) -> bool: ...

    def known(self, field: str, terms: Iterable[str]) -> set[str]:
        """Those of the terms that it has."""
        return {term for term in terms if self.has(field, term)}

    @abstractmethod
    def letters(self, field: str) -> str:
        """All letters that occur in the field's terms, in the order of the alphabet."""

    @abstractmethod
    def completions(self, field: str, prefix: str, limit: int) -> list[str]:
        """The first terms that begin like this, in the order of the alphabet."""

    @abstractmethod
    def ranked(self, wanted: LookedUp) -> Sequence[tuple[int, float]]:
        """Numbers and scores (BM25, times the factors) of what was found, best first, at most `MAX_FOUND`; equals by key."""

    @abstractmethod
    def alike(self, numbers: Sequence[int], wanted: LookedUp) -> list[Alike]:
        """For each of these documents, a few of the best."""

    def named(self, number: int) -> Named:
        """Which document it is; cheaper than the document."""
        return named_by(self.key(number))
