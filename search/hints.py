"""What a question says of the customer's order: words by which dimensions recognise their values. A hint is no knowledge.

Each is shown to whoever asks, to confirm, change or drop; what may be said before that is in `assumed`. See decision 36.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from policies.content.problems import ContentError
from policies.content.rules import Context
from policies.context import read_context
from policies.dimensions import dimensions_at
from policies.memory import recall
from policies.models import Dimension
from policies.moment import Moment
from search.analysis import PLAIN, field_language
from search.phrases import Found, Phrase, covers, matches, nearest, read_phrase, read_words
from search.quantities import DAYS, Word, quantities
from search.query import QUESTION


@dataclass(frozen=True, slots=True)
class Hint:
    """`value` as an address carries it, read from `words`: the question from `start` up to `end` (excluded)."""

    dimension: str
    value: str
    words: str
    start: int
    end: int


def hints_of(question: str, language: str, at: Moment) -> tuple[Hint, ...]:
    """What the question says of any dimension, at most one value each; none where it says two. Same question, day and revision:
    the same hints.
    """
    text, primary = question[: QUESTION.letters], field_language(language)
    words = read_words(text, primary)
    if primary == PLAIN or not words:
        return ()
    today = timezone.localdate(at.at)
    said = quantities(words, text, primary, today)
    found = list(matches(_phrases(primary, at), words, text, primary, said))
    by_dimension: dict[str, list[Found]] = {}
    for item in nearest(found):
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
    dimension: Dimension, found: Sequence[Found], words: Sequence[Word], text: str, today: date, at: Moment
) -> Hint | None:
    """The value that the longest phrases agree on, if it fits the dimension."""
    longest = [item for item in found if not any(covers(other, item) for other in found)]
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


def _value(dimension: Dimension, item: Found, today: date) -> str:
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


def _phrases(language: str, at: Moment) -> dict[str, list[Phrase]]:
    """Those of every dimension in the languages of this kind by their first part, prepared once for the epoch."""
    known, key = recall(at), ("search.phrases", language)
    if key not in known:
        by_first: dict[str, list[Phrase]] = {}
        for dimension in dimensions_at(at, Dimension.objects.values_list("slug", flat=True)).values():
            for phrase in _of(dimension, language):
                by_first.setdefault(phrase.parts[0], []).append(phrase)
        known[key] = by_first
    phrases: dict[str, list[Phrase]] = known[key]
    return phrases


def _of(dimension: Dimension, language: str) -> Iterator[Phrase]:
    said: Mapping[str, Mapping[str, Sequence[str]]] = dimension.words
    for value in sorted(said):
        for tag in sorted(said[value]):
            if field_language(tag) == language:
                yield from (read_phrase(dimension.slug, value, phrase, language) for phrase in said[value][tag])
