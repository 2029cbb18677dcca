"""The question "did you mean": the text with its unknown words replaced by words of cards that may be seen.

The words come from the database's texts of such cards, so nobody is told a word that stands where they may not look.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from policies.answers import find_cards
from policies.moment import Moment
from search.analysis import field_language, stem
from search.corpus import Corpus, LookedUp
from search.documents import CardDocument, grams_field, words_field
from search.highlight import WORD
from search.marks import Marks, folded, term_of
from search.query import Query
from search.slips import within_two
from search.texts import document_of

MOST_TERMS, MOST_TRIED, MOST_READ = 5000, 3, 5


@dataclass(frozen=True, slots=True)
class Guessing:
    """Two slips away: the index of this audience proposes a word, a card that it may see now has to hold it."""

    corpus: Corpus
    audience: str
    at: Moment

    def words_for(self, unknown: Sequence[str], language: str) -> dict[str, str]:
        return {word: guess for word in unknown if (guess := self._guess(word, language))}

    def _guess(self, word: str, language: str) -> str:
        term, field = stem(word, field_language(language)), words_field(language)
        known = self.corpus.completions(field, term[:1], MOST_TERMS)
        for near in within_two(term, known)[:MOST_TRIED]:
            found = next(self._standing(near, language), "")
            if found:
                return found
        return ""

    def _standing(self, term: str, language: str) -> Iterator[str]:
        """How a stem stands in the texts of the first cards that hold it."""
        wanted = LookedUp(words_field(language), {term: 1.0}, {term: 1.0}, grams_field(language), {}, (), ())
        named = [self.corpus.named(number) for number, _score in self.corpus.ranked(wanted)[:MOST_READ]]
        cards = find_cards((name.card for name in named), self.audience, self.at)
        for name in named:
            document = document_of(cards[name.card], name.language, self.audience, self.at) if name.card in cards else None
            for text in (*document.examples, document.short, document.text) if document else ():
                yield from (word.lower() for word in WORD.findall(text) if term_of(word, field_language(language)) == term)


def corrected(text: str, known: Mapping[str, str]) -> str | None:
    """The text with these folded words replaced; None when that changes nothing."""
    said = WORD.sub(lambda word: known.get(folded(word[0]), word[0]), text).strip()
    return said if said != text.strip() else None


def one_slip_away(marks: Marks, documents: Iterable[CardDocument]) -> dict[str, str]:
    """For each word that others were looked up for: how one of these stands in the documents, the best of which come first."""
    mended = {mark.typed for terms in marks.terms.values() for mark in terms.values() if mark.way == "corrected"}
    found: dict[str, str] = {}
    for document in documents if mended else ():
        for text in (*document.examples, document.short, document.text):
            for word in WORD.findall(text):
                mark = marks.mark(word, document.language)
                if mark and mark.way == "corrected" and mark.typed not in found:
                    found[mark.typed] = word.lower()
            if len(found) == len(mended):
                return found
    return found


def unknown_words(query: Query, marks: Marks) -> list[str]:
    """Words that tell something and led to nothing, not even corrected."""
    language = field_language(query.language)
    led = {mark.typed for terms in marks.terms.values() for mark in terms.values()}
    return [word for word in dict.fromkeys(query.words) if stem(word, language) in query.terms and word not in led]
