"""Days of the calendar as a text writes them: `15 November 2026`, `November 15`, `15.11.2026`, `2026-11-15`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel.dates import get_month_names

from policies.content.language import locale_of

ISO = r"\b(?P<iso_year>[0-9]{4})-(?P<iso_month>[01][0-9])-(?P<iso_day>[0-3][0-9])\b"
NUMERIC = r"\b(?P<d>[0-3]?[0-9])[./](?P<m>[01]?[0-9])[./](?P<y>[0-9]{4})\b"
ORDINAL = r"(?:st|nd|rd|th|º|ª|-?го|-?е|\.)?"


@dataclass(frozen=True, slots=True)
class Day:
    """`year` is None where the text leaves it to be understood."""

    year: int | None
    month: int
    day: int
    written: str

    def means(self, other: date) -> bool:
        return (self.month, self.day) == (other.month, other.day) and self.year in (None, other.year)


def bare_days(text: str, language: str) -> Iterator[Day]:
    """Every day that the text writes out. All-numeric days are read only where they can mean one thing in this language."""
    pattern, months = _pattern(language)
    for found in pattern.finditer(text):
        part = {name: value for name, value in found.groupdict().items() if value}
        name = part.get("before") or part.get("after")
        month = months[name.lower()] if name else int(part.get("iso_month") or part["m"])
        day = int(part.get("day") or part.get("day2") or part.get("iso_day") or part["d"])
        year = part.get("year") or part.get("year2") or part.get("iso_year") or part.get("y")
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield Day(int(year) if year else None, month, day, found[0])


@lru_cache(maxsize=100)
def _pattern(language: str) -> tuple[re.Pattern[str], dict[str, int]]:
    locale = locale_of(language)
    written = {
        name: number
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context=context, locale=locale).items()
    }
    months = {name.lower().rstrip("."): number for name, number in written.items()}
    names = "|".join(re.escape(name.rstrip(".")) for name in sorted(written, key=len, reverse=True))
    year = r"(?:,?\s(?:de\s)?(?P<{}>[12][0-9]{{3}}))?"
    # Where months have a capital, "may" without it is another word.
    ignored = re.NOFLAG if min(get_month_names("wide", locale=locale).values()).istitle() else re.IGNORECASE
    before = rf"\b(?P<before>{names})\b\.?\s(?P<day>[0-3]?[0-9])(?![0-9]){ORDINAL}(?![\w:]){year.format('year')}"
    after = rf"\b(?P<day2>[0-3]?[0-9]){ORDINAL}\s(?:de\s|of\s)?(?P<after>{names})\b\.?{year.format('year2')}"
    numeric = [] if language == "en" or language.startswith("en-US") else [NUMERIC]
    return re.compile("|".join([ISO, *numeric, before, after]), ignored), months
