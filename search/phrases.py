"""Finding phrases in a text: by stems, over small words, with what denies or doubts them. Pure. See `content.phrases`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from policies.content.phrases import PLACE, PLACES
from search.analysis import WORD, fold, stem
from search.quantities import Quantity, Word

NOT = {
    "en": frozenset("not no never cannot without nothing none nobody".split()),
    "pt": frozenset("nao nunca nem sem nenhum nenhuma".split()),
    "ru": frozenset("не ни нет без никогда".split()),
}
DOUBT = {
    "en": frozenset("sure know certain idea".split()),
    "pt": frozenset("sei certeza certo ideia".split()),
    "ru": frozenset("знаю уверен уверена понимаю понятно".split()),
}
# Between the words of a phrase these say nothing of their own: "has already been shipped" is "has shipped".
BETWEEN = {
    "en": frozenset("already just now been yet still only really it the my".split()),
    "pt": frozenset("ja ainda agora so apenas recem o a meu minha foi".split()),
    "ru": frozenset("уже еще только теперь сейчас все мой моя мне мой".split()),
}
JOINED = {"en": frozenset(("but", "and")), "pt": frozenset(("mas", "e")), "ru": frozenset(("но", "и", "а"))}
CONTRACTED = frozenset(f"{verb}nt" for verb in "is are was were has have had do does did wo ca could would should".split())
SCOPE, REACH = 4, 5  # Words that a "not" reaches over, and that may stand between a phrase and its number or day.
CLAUSE_ENDS = set(".,;:!?()\n…–—")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase made ready: stems, and one of `PLACES` at most. `is_not` is for one that begins with a word for "not"."""

    dimension: str
    value: str
    parts: tuple[str, ...]
    place: str
    is_not: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in the text, by the places of its words. `gap` is how far from it its number stands."""

    phrase: Phrase
    first: int
    last: int
    gap: int = 0
    quantity: Quantity | None = None


def read_words(text: str, language: str) -> list[Word]:
    found = ((fold(match[0]).replace("'", "").replace("’", ""), match) for match in WORD.finditer(text))
    return [Word(folded, stem(folded, language), match.start(), match.end()) for folded, match in found if folded]


def read_phrase(dimension: str, value: str, text: str, language: str) -> Phrase:
    place = next((part for part in PLACES if part in text), "")
    before, _place, after = text.partition(place) if place else (text, "", "")
    parts = [*(word.stem for word in read_words(before, language)), *([place] if place else [])]
    parts += [word.stem for word in read_words(PLACE.sub("", after), language)]
    first = next(iter(read_words(before, language)), None)
    is_not = first is not None and _is_not(first, language) and len(parts) > 1
    return Phrase(dimension, value, tuple(parts[1:] if is_not else parts), place, is_not)


def matches(
    phrases: Mapping[str, Sequence[Phrase]], words: Sequence[Word], text: str, language: str, said: Sequence[Quantity]
) -> Iterator[Found]:
    """Every phrase in the text that nothing denies or doubts."""
    begins = {item.first: f"{{{item.kind}}}" for item in said}
    for first, word in enumerate(words):
        possible = (*phrases.get(word.stem, ()), *phrases.get(begins.get(first, ""), ()))
        found = [item for phrase in possible if (item := _from(phrase, first, words, text, language, said))]
        if found:
            clause = list(_before(first, words, text, language))
            yield from (item for one in found if (item := _unless_denied(one, clause, words, language)))


def _unless_denied(found: Found, clause: Sequence[int], words: Sequence[Word], language: str) -> Found | None:
    """With its "not" if it wants one; None when it is denied, or when whoever writes is not sure."""
    denied = next((place for place in clause[:SCOPE] if _is_not(words[place], language)), None)
    if any(words[place].folded in DOUBT[language] for place in clause) and any(_is_not(words[at], language) for at in clause):
        return None
    if (denied is not None) != found.phrase.is_not:
        return None
    return found if denied is None else replace(found, first=denied)


def _from(
    phrase: Phrase, first: int, words: Sequence[Word], text: str, language: str, said: Sequence[Quantity]
) -> Found | None:
    """The phrase beginning with this word."""
    place, gap, quantity = first, 0, None
    for number, part in enumerate(phrase.parts):
        if part == phrase.place and part:
            quantity = next((item for item in said if _fits(item, part) and _near(item, place, number, words, text)), None)
            if quantity is None:
                return None
            gap, place = gap + quantity.first - place, quantity.last
        else:
            reach = REACH if number and phrase.parts[number - 1] == phrase.place else 0
            found = _next(part, place, words, text, language, reach=reach, is_first=not number)
            if found is None:
                return None
            gap, place = gap + (found - place if reach else 0), found + 1
    return Found(phrase, first, place, gap, quantity)


def _next(
    stemmed: str, place: int, words: Sequence[Word], text: str, language: str, *, reach: int, is_first: bool
) -> int | None:
    """Where the next word of a phrase stands: here, or after words that say nothing, or, beside a number, within its reach."""
    for step in range(place, min(place + 1 + max(reach, 0 if is_first else 3), len(words))):
        if step > place and _is_end(text[words[step - 1].end : words[step].start]):
            return None
        if step == place and place and not is_first and _is_end(text[words[place - 1].end : words[place].start]):
            return None
        if words[step].stem == stemmed:
            return step
        if not reach and words[step].folded not in BETWEEN[language]:
            return None
    return None


def _near(quantity: Quantity, place: int, number: int, words: Sequence[Word], text: str) -> bool:
    """Does it begin here, or, after a word of the phrase, within reach in the same clause?"""
    if not number:
        return quantity.first == place
    if not place <= quantity.first <= place + REACH:
        return False
    return not any(_is_end(text[words[step - 1].end : words[step].start]) for step in range(place, quantity.first + 1))


def _fits(quantity: Quantity, place: str) -> bool:
    return f"{{{quantity.kind}}}" == place


def _before(first: int, words: Sequence[Word], text: str, language: str) -> Iterator[int]:
    """The places before this word in its clause, the nearest first."""
    for place in range(first - 1, -1, -1):
        if _is_end(text[words[place].end : words[place + 1].start]) or words[place].folded in JOINED[language]:
            return
        yield place


def _is_end(between: str) -> bool:
    return any(sign in CLAUSE_ENDS for sign in between)


def _is_not(word: Word, language: str) -> bool:
    """In English also `hasn't`, which folds to `hasnt` as it is typed in haste."""
    return word.folded in NOT[language] or (language == "en" and word.folded in CONTRACTED)


def nearest(found: Sequence[Found]) -> list[Found]:
    """A number belongs to the phrase it stands nearest to: in "bought shoes that came 3 days ago" it says when they came."""
    least: dict[Quantity | None, int] = {}
    for item in found:
        least[item.quantity] = min(item.gap, least.get(item.quantity, item.gap))
    return [item for item in found if item.quantity is None or item.gap == least[item.quantity]]


def covers(one: Found, other: Found) -> bool:
    size, least = one.last - one.first, other.last - other.first
    return size > least and one.first <= other.first and one.last >= other.last
