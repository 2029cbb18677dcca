"""Why a card was found, in words of the database's texts: a look at one card that is on the list, never at the index."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from search.analysis import field_language
from search.documents import CardDocument
from search.highlight import WORD
from search.hits import Reason
from search.marks import Mark, Marks, term_of

Found = dict[str, tuple[str, Mark]]


def reasons_for(document: CardDocument, marks: Marks, typed: str, *, is_pinned: bool = False) -> tuple[Reason, ...]:
    """What was taken for something else first, then the title or the question that fits best, then what only its texts say."""
    pinned = [Reason("best_bet", typed, document.title)] if is_pinned else []
    language = document.language
    in_title = _found(document.title, marks, language)
    asked = {question: found for question in document.questions if (found := _found(question, marks, language))}
    best = max(asked, key=lambda question: (len(asked[question]), -len(question)), default="")
    in_question = asked.get(best, {})
    known = in_question | in_title
    in_text = _found(f"{document.short}\n{document.text}", marks, language, but=known)
    if not known and not in_text:
        return tuple(pinned) or (Reason("spelling", typed, document.title),)
    reasons = [*pinned, *_taken_for_others(known | in_text)]
    in_title, in_question, in_text = map(_own, (in_title, in_question, in_text))
    if in_title and len(in_title) >= len(in_question):
        reasons.append(Reason("title", " ".join(in_title), document.title))
    elif in_question:
        reasons.append(Reason("question", " ".join(in_question), best))
    if in_text:
        reasons.append(Reason("text", " ".join(in_text), ", ".join(word for word, _mark in in_text.values())))
    return tuple(reasons)


def _found(text: str, marks: Marks, language: str, but: Mapping[str, object] | None = None) -> Found:
    """What was typed, with the first word of the text that stands for it, in the text's order."""
    if marks.prefix:
        places = ((place, word, marks.mark(word, language)) for place, word in enumerate(WORD.findall(text)))
    else:
        terms = marks.terms.get(field_language(language), {})
        first = _first_words(text, field_language(language)) if terms else {}
        places = ((*first[term], terms[term]) for term in terms.keys() & first.keys())
    found: Found = {}
    for _place, word, mark in sorted(places, key=lambda item: item[0]):
        if mark and mark.typed not in found and mark.typed not in (but or ()):
            found[mark.typed] = word, mark
    return found


@lru_cache(maxsize=4_000)
def _first_words(text: str, language: str) -> dict[str, tuple[int, str]]:
    """By stem, the first word of the text that has it, and which word of the text that is."""
    found: dict[str, tuple[int, str]] = {}
    for place, word in enumerate(WORD.findall(text)):
        found.setdefault(term_of(word, language), (place, word))
    return found


def _taken_for_others(found: Found) -> Iterator[Reason]:
    for word, mark in found.values():
        if mark.way != "typed":
            yield Reason(mark.way, mark.typed, word)


def _own(found: Found) -> Found:
    """Without synonyms, which say themselves where they led."""
    return {typed: pair for typed, pair in found.items() if pair[1].way != "synonym"}
