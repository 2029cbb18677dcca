"""What one language of the index proposes for what was typed, as far as the database lets it through."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from time import monotonic

from search.admission import Admission
from search.corpus import Corpus
from search.documents import words_field
from search.favour import favour
from search.hits import Hit
from search.kept_now import Kept
from search.marks import Marks
from search.nearest import Ranked, rank
from search.query import Limits, Query, marks_of, query_for, scored
from search.synonyms import Variant

# Cards are read so many at a time, and the first so many are put into the order that trust and use give them.
BATCH = 50
FEW = 10  # With fewer, or none that is sure, other languages are looked in, too.
SYNONYM = 0.95
Pairs = Sequence[tuple[int, float]]


@dataclass(slots=True)
class Clock:
    """`until` is an instant of the monotonic clock; `is_late` stays true once it is over."""

    until: float
    is_late: bool = False

    def is_in_time(self) -> bool:
        self.is_late = self.is_late or monotonic() > self.until
        return not self.is_late


@dataclass(slots=True)
class Proposing:
    """One look into a corpus for one request. Without `kept` nothing but the words decides: no synonyms, trust or use.

    `proposed` collects the documents of every look, whether or not they were let through.
    """

    corpus: Corpus
    admission: Admission
    limits: Limits
    limit: int
    clock: Clock
    kept: Kept | None = None
    proposed: list[Pairs] = field(default_factory=list)
    _queries: dict[str, tuple[Query, list[tuple[Variant, Query]]]] = field(default_factory=dict)

    def found_in(self, language: str) -> list[Hit]:
        """By the words as they were typed, and with synonyms in their place; the better of both counts."""
        query, others = self._asked(language)
        looks = [(query, 1.0), *((other, SYNONYM) for _variant, other in others)]
        lists = [(look, self._admitted(look), factor) for look, factor in looks if look is query or self.clock.is_in_time()]
        highest = max((pairs[0][1] for _look, pairs, _factor in lists if pairs), default=1.0)
        found: dict[str, Ranked] = {}
        for look, pairs, factor in lists:
            weight = factor * pairs[0][1] / highest if pairs else 0.0
            for ranked in rank(look, self.corpus, pairs):
                known, score = found.get(ranked.document.key), round(ranked.score * weight, 6)
                if known is None or known.score < score:
                    found[ranked.document.key] = ranked if ranked.score == score else replace(ranked, score=score)
        ordered = sorted(found.values(), key=lambda ranked: -ranked.score) if others else list(found.values())
        return [self._hit(ranked) for ranked in self._favoured(ordered)[: max(self.limit, FEW)]]

    def marks(self, language: str) -> Marks:
        """The words that led to what was found in this language."""
        query, others = self._asked(language)
        return marks_of(query, self.corpus, [(variant.put.stems, variant.typed) for variant, _query in others])

    def query(self, language: str) -> Query:
        return self._asked(language)[0]

    def _asked(self, language: str) -> tuple[Query, list[tuple[Variant, Query]]]:
        if language not in self._queries:
            query = query_for(self.admission.typed.text, language, self.limits)
            self._queries[language] = query, self._variants(query)
        return self._queries[language]

    def _variants(self, query: Query) -> list[tuple[Variant, Query]]:
        """Only with words that this corpus knows: what stands in no card that may be seen is as if it were no synonym."""
        if self.kept is None:
            return []
        field_name, found = words_field(query.language), []
        for variant in self.kept.synonyms.variants(query.words, query.language):
            if all(self.corpus.has(field_name, stem) for stem in variant.put.stems):
                is_half_typed = variant.is_open and query.prefix
                text = " ".join(variant.words) + ("" if is_half_typed else " ")
                found.append((variant, query_for(text, query.language, self.limits)))
        return found

    def _admitted(self, query: Query) -> Pairs:
        """Documents that the database lets through, by score: as many as are asked for, and those that are ranked with care."""
        pairs = scored(query, self.corpus)
        self.proposed.append(pairs)
        admitted: list[tuple[int, float]] = []
        for start in range(0, len(pairs), BATCH):
            batch = [(pair, self.corpus.named(pair[0])) for pair in pairs[start : start + BATCH]]
            self.admission.look_up(document.card for _pair, document in batch)
            admits = self.admission.admits
            admitted += [pair for pair, document in batch if admits(document.card, document.language)]
            if len(admitted) >= max(self.limit, BATCH) or not self.clock.is_in_time():
                break
        return admitted

    def _favoured(self, ranked: list[Ranked]) -> list[Ranked]:
        """The first fifty in the order that trust and use give them; those after them stay after them."""
        if self.kept is None:
            return ranked
        use, head = self.kept.use, []
        for item in ranked[:BATCH]:
            card = self.admission.cards[item.document.card]
            factor = favour(self.admission.trust_of(card), use.get(card.slug, 0))
            head.append(Ranked(item.document, round(item.score * factor, 6), item.confidence))
        head.sort(key=lambda item: -item.score)
        least = head[-1].score if head else 0.0
        rest = (item if item.score <= least else Ranked(item.document, least, item.confidence) for item in ranked[BATCH:])
        return [*head, *rest]

    def _hit(self, ranked: Ranked) -> Hit:
        document = ranked.document
        return Hit(self.admission.cards[document.card], ranked.score, ranked.confidence, document.language)
