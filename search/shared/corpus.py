"""Finding in the shared index, for one request: PostgreSQL gives the best by words, all else is the arithmetic of the files."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from search.corpus import Alike, Corpus, LookedUp
from search.documents import CardDocument
from search.field import LENGTH_MATTERS, PRESENCE, SATURATION
from search.inverted import Entry, Gathering
from search.likeness import likenesses
from search.ranking import AT_FIRST, Ranking
from search.schema import document_from
from search.shared.counts import CountedField, Counts, counts_of
from search.shared.tables import Mirror, own, query_of, read
from search.spoken import Spoken

MOST_RANKED = 200
# BM25 of `search.field`, of the words alone.
NORM = f"{SATURATION} * ({1 - LENGTH_MATTERS} + {LENGTH_MATTERS} * d.length / %(average)s::float8)"
WEIGHT = "(d.weights->>q.term)::float8"
BY_WORDS = f"""
SELECT d.id, sum(q.worth * ({WEIGHT} * {SATURATION + 1} / ({WEIGHT} + {NORM}) + {PRESENCE})) AS score, d.key, d.document
FROM search_shared d JOIN unnest(%(terms)s::text[], %(worth)s::float8[]) q(term, worth) ON d.weights ? q.term
WHERE d.audience = %(audience)s AND d.field = %(field)s AND d.words @@ %(query)s::tsquery
GROUP BY d.id ORDER BY score DESC, d.key LIMIT {MOST_RANKED}
"""  # noqa: S608 - our own constants
BY_LETTERS = f"""
SELECT d.id, ts_rank(d.letters, %(query)s::tsquery) AS score, d.key, d.document FROM search_shared d
WHERE d.audience = %(audience)s AND d.field = %(field)s AND d.letters @@ %(query)s::tsquery
ORDER BY score DESC, d.key LIMIT {MOST_RANKED}
"""  # noqa: S608 - our own constants
Few = tuple[Spoken, dict[int, int]]  # Documents at hand, and their places by number.


class SharedCorpus(Corpus):
    """Numbers are the rows' own."""

    def __init__(self, audience: str, mirror: Mirror):
        self._audience, self._mirror = own(audience), mirror
        self._documents: dict[int, tuple[str, CardDocument]] = {}
        self._few: dict[str, Few] = {}

    def document(self, number: int) -> CardDocument:
        return self._row(number)[1]

    def key(self, number: int) -> str:
        return self._row(number)[0]

    def has(self, field: str, term: str) -> bool:
        return self._counts(field).of(term) > 0

    def known(self, field: str, terms: Iterable[str]) -> set[str]:
        counts = self._counts(field)
        return {term for term in terms if counts.of(term)}

    def letters(self, field: str) -> str:
        return self._counts(field).letters

    def completions(self, field: str, prefix: str, limit: int) -> list[str]:
        return self._counts(field).completions(prefix, limit)

    def ranked(self, wanted: LookedUp) -> Sequence[tuple[int, float]]:
        """The best by their words are put in order as everywhere, with their letters; those after them follow as they are."""
        found = self._best(wanted)
        if not found:
            return []
        spoken, places = self._at_hand(wanted, list(found)[:AT_FIRST])
        numbers = {place: number for number, place in places.items()}
        first = [(numbers[place], score) for place, score in Ranking(spoken, wanted, lambda place: self.key(numbers[place]))]
        there = {number for number, _score in first}
        return [*first, *((number, score) for number, score in found.items() if number not in there)]

    def alike(self, numbers: Sequence[int], wanted: LookedUp) -> list[Alike]:
        spoken, places = self._at_hand(wanted, numbers)
        return likenesses(spoken, [places[number] for number in numbers], wanted)

    def _counts(self, field: str) -> Counts:
        return counts_of(self._audience, field, self._mirror)

    def _best(self, wanted: LookedUp) -> dict[int, float]:
        words, found = self._counts(wanted.words_field), dict[int, float]()
        given: dict[str, Any] = {"audience": self._audience, "field": wanted.words_field}
        known = {term: factor for term, factor in wanted.words.items() if words.of(term)}
        if known:
            empty = CountedField(words, Gathering().arrays(0))
            worth = [factor * empty.rarity(empty.number(term)) for term, factor in known.items()]
            average = words.length / words.documents
            asked = {"terms": list(known), "worth": worth, "average": average, "query": query_of(known)}
            found |= self._asked(BY_WORDS, {**given, **asked})
        letters = [gram for gram in wanted.letters_alone if self._counts(wanted.grams_field).of(gram)]
        if letters:
            for number, score in self._asked(BY_LETTERS, {**given, "query": query_of(letters)}).items():
                found.setdefault(number, score)
        return found

    def _asked(self, statement: str, given: dict[str, Any]) -> dict[int, float]:
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            rows = cursor.fetchall()
        self._documents.update((number, (key, _document(document))) for number, _score, key, document in rows)
        return {number: float(score) for number, score, _key, _document_ in rows}

    def _at_hand(self, wanted: LookedUp, numbers: Sequence[int]) -> Few:
        few = self._few.get(wanted.words_field)
        if few is None or not all(number in few[1] for number in numbers):
            few = self._few[wanted.words_field] = self._taken(wanted, numbers)
        return few

    def _taken(self, wanted: LookedUp, numbers: Sequence[int]) -> Few:
        words, letters, places = Gathering(), Gathering(), dict[int, int]()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, key, document, weights, entries FROM search_shared WHERE id = ANY(%s) ORDER BY key", [list(numbers)]
            )
            rows = cursor.fetchall()
        for place, (number, key, document, weights, entries) in enumerate(rows):
            parts = read(entries)
            words.add(place, Entry(read(weights), parts["examples"]))
            letters.add(place, Entry(None, parts["letters"]))
            places[number] = place
            self._documents[number] = key, _document(document)
        of_words = CountedField(self._counts(wanted.words_field), words.arrays(len(rows)))
        of_letters = CountedField(self._counts(wanted.grams_field), letters.arrays(len(rows)))
        return Spoken(of_words, of_letters, len(rows)), places

    def _row(self, number: int) -> tuple[str, CardDocument]:
        if number not in self._documents:
            with connection.cursor() as cursor:
                cursor.execute("SELECT key, document FROM search_shared WHERE id = %s", [number])
                key, document = cursor.fetchone()
            self._documents[number] = key, _document(document)
        return self._documents[number]


def _document(stored: Any) -> CardDocument:
    card, language, stamp, title, questions = read(stored)
    return document_from((card, language, stamp, title, tuple(questions)))
