"""What a question says of the customer's order: words by which dimensions recognise their values. A hint is no knowledge.

Each is shown to whoever asks, to confirm, change or drop; what may be said before that is in `assumed`. See decision 36.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from policies.content.phrases import PLACE, PLACES
from policies.content.problems import ContentError
from policies.content.rules import Context
from policies.context import read_context
from policies.dimensions import dimensions_at
from policies.memory import recall
from policies.models import Dimension
from policies.moment import Moment
from search.analysis import PLAIN, WORD, field_language, fold, stem
from search.quantities import DAYS, Quantity, Word, quantities
from search.query import QUESTION

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
SCOPE, REACH = 4, 5  # Words that a "not" reaches over, and that may stand between a phrase and its number or day.
CLAUSE_ENDS = set(".,;:!?()\n…–—")


@dataclass(frozen=True, slots=True)
class Hint:
    """`value` as an address carries it, read from `words`: the question from `start` up to `end` (excluded)."""

    dimension: str
    value: str
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase made ready: stems, and one of `PLACES` at most. `is_not` is for one that begins with a word for "not"."""

    dimension: str
    value: str
    parts: tuple[str, ...]
    place: str
    is_not: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """A phrase in the text, by the places of its words. `gap` is how far from it its number stands."""

    phrase: _Phrase
    first: int
    last: int
    gap: int = 0
    quantity: Quantity | None = None


def hints_of(question: str, language: str, at: Moment) -> tuple[Hint, ...]:
    """What the question says of any dimension, at most one value each; none where it says two. Same question, day and revision:
    the same hints.
    """
    text, primary = question[: QUESTION.letters], field_language(language)
    words = _words(text, primary)
    if primary == PLAIN or not words:
        return ()
    today = timezone.localdate(at.at)
    said = quantities(words, text, primary, today)
    phrases = _phrases(primary, at)
    found = [item for phrase in phrases for item in _matches(phrase, words, text, primary, said)]
    by_dimension: dict[str, list[_Found]] = {}
    for item in _nearest(found):
        by_dimension.setdefault(item.phrase.dimension, []).append(item)
    dimensions = dimensions_at(at, by_dimension)
    hints = (_hint(dimension, by_dimension[slug], words, text, today, at) for slug, dimension in dimensions.items())
    return tuple(hint for hint in hints if hint is not None)


def hints_for(question: str, language: str, at: Moment, *, known: Context, wanted: Iterable[str]) -> tuple[Hint, ...]:
    """The hints that a card's rules can use and that nobody has said already: what is given always wins."""
    useful = set(wanted) - set(known)
    return tuple(hint for hint in hints_of(question, language, at) if hint.dimension in useful) if useful else ()


def context_of(hints: Iterable[Hint], at: Moment) -> Context:
    """The hints as if they had been given."""
    return read_context({hint.dimension: hint.value for hint in hints}, at=at)


def _hint(
    dimension: Dimension, found: Sequence[_Found], words: Sequence[Word], text: str, today: date, at: Moment
) -> Hint | None:
    """The value that the longest phrases agree on, if it fits the dimension."""
    longest = [item for item in found if not any(_covers(other, item) for other in found)]
    values = {item: _value(dimension, item, today) for item in longest}
    if len(set(values.values())) != 1:
        return None
    item, value = next(iter(values.items()))
    try:
        read_context({dimension.slug: value}, at=at)
    except ContentError:
        return None
    start, end = words[item.first].start, words[item.last - 1].end
    return Hint(dimension.slug, value, text[start:end], start, end)


def _covers(one: _Found, other: _Found) -> bool:
    size, least = one.last - one.first, other.last - other.first
    return size > least and one.first <= other.first and one.last >= other.last


def _value(dimension: Dimension, item: _Found, today: date) -> str:
    """Empty for a number that the dimension does not count in."""
    quantity = item.quantity
    if quantity is None:
        return item.phrase.value
    if dimension.kind == Dimension.Kind.DATE:
        return quantity.day.isoformat() if quantity.day else ""
    if quantity.kind == "number":
        return str(quantity.amount)
    if dimension.unit == quantity.unit:
        return str(quantity.amount)
    days = (today - quantity.day).days if quantity.day else quantity.amount * DAYS[quantity.unit]
    if dimension.unit == "day":
        return str(days)
    return str(days * 24) if dimension.unit == "hour" else _whole(days, DAYS.get(dimension.unit, 0))


def _whole(days: int, size: int) -> str:
    return str(Decimal(days) // size) if size else ""


def _words(text: str, language: str) -> list[Word]:
    found = ((fold(match[0]).replace("'", "").replace("’", ""), match) for match in WORD.finditer(text))
    return [Word(folded, stem(folded, language), match.start(), match.end()) for folded, match in found if folded]


def _phrases(language: str, at: Moment) -> list[_Phrase]:
    """Those of every dimension in the languages of this kind, prepared once for the epoch."""
    known, key = recall(at), ("search.phrases", language)
    if key not in known:
        known[key] = [phrase for dimension in dimensions_at(at, _all(at)).values() for phrase in _of(dimension, language)]
    phrases: list[_Phrase] = known[key]
    return phrases


def _all(at: Moment) -> Iterable[str]:
    return Dimension.objects.values_list("slug", flat=True)


def _of(dimension: Dimension, language: str) -> Iterator[_Phrase]:
    said: Mapping[str, Mapping[str, Sequence[str]]] = dimension.words
    for value in sorted(said):
        for tag in sorted(said[value]):
            if field_language(tag) == language:
                yield from (_phrase(dimension.slug, value, phrase, language) for phrase in said[value][tag])


def _phrase(dimension: str, value: str, text: str, language: str) -> _Phrase:
    place = next((part for part in PLACES if part in text), "")
    before, _place, after = text.partition(place) if place else (text, "", "")
    parts = [*(word.stem for word in _words(before, language)), *([place] if place else [])]
    parts += [word.stem for word in _words(PLACE.sub("", after), language)]
    first = next(iter(_words(before, language)), None)
    is_not = first is not None and _is_not(first, language) and len(parts) > 1
    return _Phrase(dimension, value, tuple(parts[1:] if is_not else parts), place, is_not)


def _matches(phrase: _Phrase, words: Sequence[Word], text: str, language: str, said: Sequence[Quantity]) -> Iterator[_Found]:
    for first in range(len(words)):
        found = _from(phrase, first, words, text, language, said)
        if found is None:
            continue
        clause = list(_before(first, words, text, language))
        denied = next((place for place in clause[:SCOPE] if _is_not(words[place], language)), None)
        is_doubted = any(_is_not(words[place], language) for place in clause) and any(
            words[place].folded in DOUBT[language] for place in clause
        )
        if is_doubted or (denied is not None) != phrase.is_not:
            continue
        yield found if denied is None else _Found(phrase, denied, found.last, found.gap, found.quantity)


def _from(
    phrase: _Phrase, first: int, words: Sequence[Word], text: str, language: str, said: Sequence[Quantity]
) -> _Found | None:
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
    return _Found(phrase, first, place, gap, quantity)


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
    """In English also `hasn't`, which folds to `hasnt`, and how it is typed in haste."""
    return word.folded in NOT[language] or (
        language == "en" and len(word.folded) > 3 and word.folded.endswith("nt") and (word.folded[:-2] in AUXILIARIES)
    )


AUXILIARIES = frozenset("is are was were has have had do does did wo ca could would should".split())


def _nearest(found: Sequence[_Found]) -> list[_Found]:
    """A number belongs to the phrase it stands nearest to: in "bought shoes that came 3 days ago" it says when they came."""
    least: dict[int, int] = {}
    key: Callable[[_Found], int] = lambda item: item.quantity.first if item.quantity else -1  # noqa: E731
    for item in found:
        least[key(item)] = min(item.gap, least.get(key(item), item.gap))
    return [item for item in found if item.quantity is None or item.gap == least[key(item)]]
