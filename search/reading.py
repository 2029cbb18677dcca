"""Reading the cards on a list once more, in the database's texts: why they are there, and what was perhaps meant."""

from collections.abc import Sequence
from dataclasses import dataclass

from policies.moment import Moment
from search.corpus import Corpus
from search.hits import Hit, Reason
from search.marks import Marks
from search.nearest import SUGGEST_FROM
from search.query import Query
from search.reasons import reasons_for
from search.spelling import Guessing, corrected, one_slip_away, unknown_words
from search.texts import document_of

READ_FOR_SPELLING = 10


@dataclass(frozen=True, slots=True)
class Reading:
    """For one audience and moment: what was looked for in one language, and the words that led to what was found."""

    corpus: Corpus
    audience: str
    at: Moment
    query: Query
    marks: Marks
    typed: str

    def reasons(self, hit: Hit) -> tuple[Reason, ...]:
        document = document_of(hit.card, hit.language, self.audience, self.at)
        return reasons_for(document, self.marks, self.typed, is_pinned=hit.is_pinned) if document else ()

    def meant(self, text: str, hits: Sequence[Hit]) -> str | None:
        """The text with unknown words corrected: to those one slip away in the best cards; if none is sure, two in any."""
        found = (document_of(hit.card, hit.language, self.audience, self.at) for hit in hits[:READ_FOR_SPELLING])
        known = one_slip_away(self.marks, (document for document in found if document))
        is_sure = bool(hits) and hits[0].confidence >= SUGGEST_FROM
        unknown = [] if is_sure else unknown_words(self.query, self.marks)
        guessing = Guessing(self.corpus, self.audience, self.at)
        return corrected(text, guessing.words_for(unknown, self.query.language) | known)
