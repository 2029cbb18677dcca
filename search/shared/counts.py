"""In how many documents each term stands, as each process has it in memory; brought up to date by what changed since."""

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from django.db import connection

from search.field import LENGTH_MATTERS, SATURATION, Field, Numbers, Vocabulary, Weights
from search.inverted import FieldArrays
from search.shared.tables import Mirror


@dataclass
class Counts:
    """Of one field, at one serial. `frequency` goes by the vocabulary's numbers; what changes makes new counts."""

    serial: int
    documents: int
    length: int
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    frequency: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))

    def of(self, term: str) -> int:
        number = self.vocabulary.numbers.get(term, -1)
        return int(self.frequency[number]) if 0 <= number < len(self.frequency) else 0

    @cached_property
    def terms(self) -> list[str]:
        """In order; only those that stand in a document."""
        return sorted(term for term in list(self.vocabulary.numbers) if self.of(term))

    @cached_property
    def letters(self) -> str:
        return "".join(sorted({letter for term in self.terms for letter in term}))

    def completions(self, prefix: str, limit: int) -> list[str]:
        start = bisect_left(self.terms, prefix)
        return [term for term in self.terms[start : start + limit] if term.startswith(prefix)]


_known: dict[tuple[str, str], Counts] = {}


def counts_of(audience: str, name: str, mirror: Mirror) -> Counts:
    """Reads only what changed since this process looked last."""
    known = _known.get((audience, name))
    if known is not None and known.serial == mirror.serial:
        return known
    since, before = (known.serial, known) if known is not None and known.serial < mirror.serial else (-1, None)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT term, documents FROM search_shared_term WHERE audience = %s AND field = %s AND changed > %s",
            [audience, name, since],
        )
        rows = cursor.fetchall()
    documents, length = mirror.sizes.get(name, [0, 0])
    made = Counts(mirror.serial, documents, length)
    if before is not None:
        made.vocabulary = before.vocabulary
    numbers = [made.vocabulary.numbers[term] for term, _count in rows]
    made.frequency = np.zeros(len(made.vocabulary.numbers), np.int64)
    if before is not None:
        made.frequency[: len(before.frequency)] = before.frequency
    made.frequency[numbers] = [count for _term, count in rows]
    _known[audience, name] = made
    return made


def forget() -> None:
    """Count anew, as when tables were made anew."""
    _known.clear()


class CountedField(Field):
    """A field of a few documents, whose terms are worth what they are among all."""

    def __init__(self, counts: Counts, arrays: FieldArrays):
        super().__init__(counts.vocabulary, [(arrays, None)], [0])
        self._frequency[:] = 0
        size = min(len(counts.frequency), len(self._frequency))
        self._frequency[:size] = counts.frequency[:size]
        self._all, self._average = counts.documents, counts.length / counts.documents if counts.documents else 1.0

    @cached_property
    def _count(self) -> int:  # type: ignore[override]
        return self._all

    @cached_property
    def _norms(self) -> list[Weights]:  # type: ignore[override]
        return [SATURATION * (1 - LENGTH_MATTERS + LENGTH_MATTERS * length / self._average) for length in self._lengths]
