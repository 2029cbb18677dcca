"""Reading the cards on a list once more, in the database's texts: why they are there, and what was perhaps meant."""

from collections.abc import Sequence
from dataclasses import dataclass

from policies.moment import Moment
from search.hits import Hit, Reason
from search.marks import Marks
from search.reasons import reasons_for
from search.spelling import did_you_mean
from search.texts import document_of

READ_FOR_SPELLING = 10


@dataclass(frozen=True, slots=True)
class Reading:
    """For one audience and moment, with the words that were looked for as `typed`."""

    audience: str
    at: Moment
    marks: Marks
    typed: str

    def reasons(self, hit: Hit) -> tuple[Reason, ...]:
        document = document_of(hit.card, hit.language, self.audience, self.at)
        return reasons_for(document, self.marks, self.typed, is_pinned=hit.is_pinned) if document else ()

    def meant(self, text: str, hits: Sequence[Hit]) -> str | None:
        """The text with unknown words corrected to those of the best cards."""
        found = (document_of(hit.card, hit.language, self.audience, self.at) for hit in hits[:READ_FOR_SPELLING])
        return did_you_mean(text, self.marks, (document for document in found if document))
