"""Lengths of time and days in what customers write: "10 days", "há duas semanas", "вчера", "12 November". Pure.

Works on folded words with their places in the text. Approximate by nature: a month is 30 days, a year 365. Whoever uses it asks
before anything depends on it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from babel.dates import get_month_names

from search.analysis import fold

DAYS = {"hour": 0, "day": 1, "week": 7, "month": 30, "year": 365}
UNITS = {
    "en": {"hour": "hour hours hr hrs", "day": "day days", "week": "week weeks", "month": "month months", "year": "year years"},
    "pt": {"hour": "hora horas", "day": "dia dias", "week": "semana semanas", "month": "mes meses", "year": "ano anos"},
    "ru": {
        "hour": "час часа часов",
        "day": "день дня дней сутки суток",
        "week": "неделю недели недель неделя",
        "month": "месяц месяца месяцев",
        "year": "год года лет",
    },
}
NUMBERS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve",
    "pt": "zero um dois tres quatro cinco seis sete oito nove dez onze doze",
    "ru": "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать",
}
ALSO = {"en": {"a": 1, "an": 1, "couple": 2}, "pt": {"uma": 1, "duas": 2}, "ru": {"одну": 1, "две": 2, "пару": 2, "пол": 0}}
AGO = {"en": ((), ("ago",)), "pt": (("ha", "faz"), ("atras",)), "ru": ((), ("назад",))}  # Before it, and after it.
NAMED = {
    "en": {"today": 0, "yesterday": 1},
    "pt": {"hoje": 0, "ontem": 1, "anteontem": 2},
    "ru": {"сегодня": 0, "вчера": 1, "позавчера": 2},
}
LONGEST = 3650
FIGURES = re.compile(r"[0-9]{1,4}", re.ASCII)
ORDINAL = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|o)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: folded, its stem, and from where to where it stands in it."""

    folded: str
    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """What the words from `first` up to `last` (excluded) say. `amount` is in `unit`; a `day` has both."""

    kind: Literal["day", "span", "number"]
    first: int
    last: int
    amount: int
    unit: str = ""
    day: date | None = None


def quantities(words: Sequence[Word], text: str, language: str, today: date) -> list[Quantity]:
    """All of them from left to right; of those that overlap, the one that says most."""
    found: list[Quantity] = []
    place = 0
    while place < len(words):
        best = max(_at(words, text, place, language, today), key=lambda item: item.last, default=None)
        if best is not None:
            found.append(best)
        place = best.last if best else place + 1
    return found


def _at(words: Sequence[Word], text: str, place: int, language: str, today: date) -> Iterator[Quantity]:
    """What could begin with this word. The longest counts, and of equals the first."""
    word = words[place].folded
    if word in NAMED.get(language, {}):
        days = NAMED[language][word]
        yield Quantity("day", place, place + 1, days, "day", today - timedelta(days))
    before, after = AGO.get(language, ((), ()))
    is_marked = word in before
    begin = place + 1 if is_marked else place
    length = _length(words, begin, language)
    if length is not None:
        amount, unit, last = length
        is_ago = last < len(words) and words[last].folded in after
        last_of_day = last + 1 if is_ago else last
        if is_marked or is_ago:
            day = today - timedelta(min(amount * DAYS[unit], LONGEST))
            yield Quantity("day", place, last_of_day, amount, unit, day)
        yield Quantity("span", begin, last, amount, unit)
    found = _date(words, text, place, language, today)
    if found is not None:
        day, last = found
        yield Quantity("day", place, last, (today - day).days, "day", day)
    if FIGURES.fullmatch(word):
        yield Quantity("number", place, place + 1, int(word))


def _length(words: Sequence[Word], place: int, language: str) -> tuple[int, str, int] | None:
    """Amount, unit and the place after it; a unit alone is one ("неделю назад")."""
    if place >= len(words):
        return None
    units, numbers = _units(language), _numbers(language)
    word = words[place].folded
    if word in units and units[word] != "hour" and language == "ru":
        return 1, units[word], place + 1
    amount = int(word) if FIGURES.fullmatch(word) else numbers.get(word)
    step = place + 1
    if word == "couple" and step < len(words) and words[step].folded == "of":
        step += 1
    if word in ("a", "an") and step < len(words) and words[step].folded == "couple":
        return _length(words, step, language)
    if amount is None or step >= len(words) or words[step].folded not in units:
        return None
    return amount, units[words[step].folded], step + 1


def _date(words: Sequence[Word], text: str, place: int, language: str, today: date) -> tuple[date, int] | None:
    """A day by its date, and the place after it. Without a year it is the last such day."""
    parts = [word.folded for word in words[place : place + 5]]
    between = [text[one.end : other.start] for one, other in zip(words[place:], words[place + 1 : place + 4], strict=False)]
    months = _months(language)
    number = ORDINAL.fullmatch(parts[0])
    if len(parts) >= 3 and len(parts[0]) == 4 and between[:2] == ["-", "-"]:
        return _day(parts[0], parts[1], parts[2], place + 3, today)
    if number and language != "en" and len(parts) >= 2 and between[0] in ("/", ".") and parts[1].isdigit():
        has_year = len(parts) > 2 and between[1] == between[0] and parts[2].isdigit()
        return _day(parts[2] if has_year else "", parts[1], number[1], place + (3 if has_year else 2), today)
    rest = [part for part in parts[1:] if part not in ("de", "of")]
    skipped = 1 if len(parts) > 1 and parts[1] in ("de", "of") else 0
    if number and rest and rest[0] in months:
        return _with_year(parts, 2 + skipped, months[rest[0]], number[1], place, today)
    following = ORDINAL.fullmatch(parts[1]) if len(parts) > 1 else None
    if language == "en" and parts[0] in months and following:
        return _with_year(parts, 2, months[parts[0]], following[1], place, today)
    return None


def _with_year(parts: Sequence[str], size: int, month: int, day: str, place: int, today: date) -> tuple[date, int] | None:
    step = size + 1 if len(parts) > size and parts[size] == "de" else size
    year = parts[step] if len(parts) > step and re.fullmatch("20[0-9]{2}", parts[step], re.ASCII) else ""
    return _day(year, str(month), day, place + (step + 1 if year else size), today)


def _day(year: str, month: str, day: str, last: int, today: date) -> tuple[date, int] | None:
    try:
        number = int(year) if year else today.year
        found = date(number + 2000 if number < 100 else number, int(month), int(day))
        if not year and found > today:
            found = found.replace(year=found.year - 1)
    except ValueError:
        return None
    return (found, last) if timedelta(0) <= today - found <= timedelta(LONGEST) else None


@lru_cache(maxsize=8)
def _units(language: str) -> dict[str, str]:
    return {word: unit for unit, words in UNITS.get(language, {}).items() for word in words.split()}


@lru_cache(maxsize=8)
def _numbers(language: str) -> dict[str, int]:
    counted = {word: number for number, word in enumerate(NUMBERS.get(language, "").split())}
    return counted | ALSO.get(language, {})


@lru_cache(maxsize=8)
def _months(language: str) -> dict[str, int]:
    """Full names of the months, and those of three letters where they are usual."""
    if language not in UNITS:
        return {}
    named = [get_month_names(width, "format", locale=language) for width in ("wide", "abbreviated")]
    return {fold(name).strip("."): number for names in named for number, name in names.items()}
