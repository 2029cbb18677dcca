"""Words that mean the same: what somebody typed is also looked up with the other words of a set in its place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self

from search.analysis import field_language, stem, words

MOST_VARIANTS = 8


@dataclass(frozen=True, slots=True)
class Expression:
    """One or a few words of a set, folded, with the stems they are compared by."""

    words: tuple[str, ...]
    stems: tuple[str, ...]

    @classmethod
    def of(cls, text: str, language: str) -> Self:
        folded = tuple(words(text))
        return cls(folded, tuple(stem(word, field_language(language)) for word in folded))


@dataclass(frozen=True, slots=True)
class Variant:
    """What was typed with one expression in the place of another. `is_open` if its last word may still be half typed."""

    words: tuple[str, ...]
    typed: str
    put: Expression
    is_open: bool


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Sets of expressions by the language they are compared in, found by their first stem."""

    by_stem: Mapping[tuple[str, str], tuple[tuple[Expression, tuple[Expression, ...]], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, sets: Iterable[tuple[str, Iterable[str]]]) -> Self:
        """From pairs of a language and the words as they were written."""
        found: dict[tuple[str, str], tuple[tuple[Expression, tuple[Expression, ...]], ...]] = {}
        for language, written in sets:
            expressions = tuple(expression for text in written if (expression := Expression.of(text, language)).words)
            for expression in expressions:
                others = tuple(other for other in expressions if other.stems != expression.stems)
                key = field_language(language), expression.stems[0]
                found[key] = (*found.get(key, ()), (expression, others))
        return cls(found)

    def variants(self, typed: tuple[str, ...], language: str) -> Iterator[Variant]:
        """The text's folded words with each expression of a set replaced by each other one: not more than `MOST_VARIANTS`."""
        left = MOST_VARIANTS
        for start, length, others in self._known(typed, language):
            for other in others[:left]:
                end = start + length
                replaced = (*typed[:start], *other.words, *typed[end:])
                yield Variant(replaced, " ".join(typed[start:end]), other, is_open=end < len(typed))
            left -= len(others[:left])

    def touches(self, typed: tuple[str, ...], language: str) -> bool:
        """Does any expression of a set stand in these words?"""
        return next(self._known(typed, language), None) is not None

    def _known(self, typed: tuple[str, ...], language: str) -> Iterator[tuple[int, int, tuple[Expression, ...]]]:
        if not self.by_stem:
            return
        kind = field_language(language)
        stems = tuple(stem(word, kind) for word in typed)
        for start, first in enumerate(stems):
            for expression, others in self.by_stem.get((kind, first), ()):
                length = len(expression.stems)
                if stems[start : start + length] == expression.stems:
                    yield start, length, others
