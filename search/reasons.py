"""Why a card was found, in words of the database's texts: a look at one card that is on the list, never at the index."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from search.analysis import field_language
from search.documents import CardDocument
from search.highlight import WORD
from search.hits import Reason
from search.marks import Mark, Marks, folded, term_of

WRITTEN_UP_TO = 0x2000  # The alphabets of Europe, with their accents.
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
    wanted = {mark.typed for mark in marks.terms.get(field_language(language), {}).values()}
    is_all_known = wanted.union(filter(None, [marks.prefix])) <= known.keys()
    in_text = {} if is_all_known else _found(f"{document.short}\n{document.text}", marks, language, but=known)
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
    found: Found = {}
    for word, mark in _marked(text, marks, language):
        if mark.typed not in found and mark.typed not in (but or ()):
            found[mark.typed] = word, mark
    return found


def _marked(text: str, marks: Marks, language: str) -> Iterator[tuple[str, Mark]]:
    """The words that `marks.mark` marks. Only what begins like one of them is looked at: that takes most of the time."""
    tag, prefix = field_language(language), marks.prefix
    known, completed = marks.terms.get(tag, {}), Mark("completed", prefix)
    letters = _beginnings(frozenset(said[:1] for said in (*known, prefix) if said))
    for word in WORD.findall(text) if letters else ():
        if word[0] not in letters:
            continue
        if mark := known.get(term_of(word, tag)):
            yield word, mark
        elif prefix and folded(word).startswith(prefix):
            yield word, completed


@lru_cache(maxsize=1000)
def _beginnings(letters: frozenset[str]) -> frozenset[str]:
    """The letters that a word may begin with whose stem begins with one of these: large ones, and those with accents."""
    return frozenset(written for letter in letters for written in _ways_to_write().get(letter, letter))


@lru_cache(maxsize=1)
def _ways_to_write() -> Mapping[str, str]:
    ways: dict[str, str] = {}
    for written in filter(str.isalnum, map(chr, range(WRITTEN_UP_TO))):
        begins = folded(written)[:1] or written
        ways[begins] = ways.get(begins, "") + written
    return ways


def _taken_for_others(found: Found) -> Iterator[Reason]:
    for word, mark in found.values():
        if mark.way != "typed":
            yield Reason(mark.way, mark.typed, word)


def _own(found: Found) -> Found:
    """Without synonyms, which say themselves where they led."""
    return {typed: pair for typed, pair in found.items() if pair[1].way != "synonym"}
