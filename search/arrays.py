"""A corpus whose terms lie in flat arrays: all postings of a term are read, weighed and added up at once."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from search.corpus import Alike, Corpus, LookedUp, Named, named_by
from search.field import Field, Living, Vocabulary
from search.inverted import Inverted
from search.likeness import likenesses
from search.ranking import Ranking
from search.schema import KEY
from search.spoken import Spoken


class ArraysCorpus(Corpus):
    """`parts` are the terms of documents, with the number of documents in each and which of them live."""

    def __init__(self, parts: Sequence[tuple[Inverted, int, Living]], vocabularies: dict[str, Vocabulary]):
        self._parts = parts
        self._vocabularies = vocabularies
        sizes = [size for _part, size, _alive in parts]
        self._starts = [sum(sizes[:position]) for position in range(len(sizes))]
        self.size = sum(sizes)
        self._fields: dict[str, Field] = {}
        self._spoken: dict[str, Spoken] = {}

    def field(self, name: str) -> Field:
        if name not in self._fields:
            vocabulary = self._vocabularies.setdefault(name, Vocabulary())
            parts = [(part.field(name), alive) for part, _size, alive in self._parts]
            self._fields[name] = Field(vocabulary, parts, self._starts)
        return self._fields[name]

    def spoken(self, wanted: LookedUp) -> Spoken:
        """The language that it is looked up in."""
        if wanted.words_field not in self._spoken:
            fields = self.field(wanted.words_field), self.field(wanted.grams_field)
            self._spoken[wanted.words_field] = Spoken(*fields, self.size)
        return self._spoken[wanted.words_field]

    def place(self, number: int) -> tuple[int, int]:
        """In which part a document lies, and its number there."""
        position = bisect_right(self._starts, number) - 1
        return position, number - self._starts[position]

    def key(self, number: int) -> str:
        position, local = self.place(number)
        return self._parts[position][0].field(KEY).only_terms[local]

    def named(self, number: int) -> Named:
        return named_by(self.key(number))

    def has(self, field: str, term: str) -> bool:
        return self.field(field).number(term) >= 0

    def known(self, field: str, terms: Iterable[str]) -> set[str]:
        return self.field(field).living_among(terms)

    def letters(self, field: str) -> str:
        return self.field(field).letters

    def completions(self, field: str, prefix: str, limit: int) -> list[str]:
        return self.field(field).completions(prefix, limit)

    def ranked(self, wanted: LookedUp) -> Sequence[tuple[int, float]]:
        return Ranking(self.spoken(wanted), wanted, self.key)

    def alike(self, numbers: Sequence[int], wanted: LookedUp) -> list[Alike]:
        return likenesses(self.spoken(wanted), numbers, wanted)
