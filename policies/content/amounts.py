"""Numbers with a unit that a text writes out by itself, instead of quoting a fact: `45 days`, `R$ 5,90`, `5–7 дней`, `15 %`."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from policies.content.fact import DURATION_UNITS, FactContent
from policies.content.facts import PLACEHOLDER
from policies.content.numerals import QUOTED, SPACES, number_pattern, read_number
from policies.content.unit_words import DASH, UNSPACED, folded, symbol_pattern, unit_pattern

UNIT = "\ue001"  # Around the unit of a quoted fact, as QUOTED is its number.
ADDRESSES = re.compile(r"\]\([^()\s]{0,2000}\)|https?://\S{1,2000}|<[^<>]{1,2000}>")
MARKS = re.compile("[*_`~]")
PLACES = re.compile(rf"{QUOTED}(?:{UNIT}[^{UNIT}]*{UNIT})?")
TO = {"en": "to|or|through", "pt": "a|à|até|ou", "ru": "до|или|по"}
BOTH = {"en": ("between", "and"), "pt": ("entre", "e"), "ru": ("между", "и")}
# What stands before an hour of the day: "às 18h", "в 18 часов".
CLOCK = {"pt": re.compile(r"\b(?:às|as|das)\s$"), "ru": re.compile(r"\b(?:в|с|к)\s$")}
YEARS = range(1900, 2101)  # "в 2026 году" is no duration.


@dataclass(frozen=True, slots=True)
class Amount:
    """`unit` is a duration such as `day`, `%`, or a currency code; `written` the place in the text."""

    number: Decimal
    unit: str
    written: str


def unit_of(fact: FactContent) -> str:
    """The unit next to which its number stands; empty for facts without one."""
    return "%" if fact.type == "percent" else fact.unit if fact.type in ("duration", "money") else ""


def bare_amounts(text: str, language: str, units: Iterable[str], facts: Mapping[str, FactContent]) -> Iterator[Amount]:
    """Every number that stands next to one of the units and is not a fact's; of a range both ends.

    `text` is Markdown; `facts` are those that it may quote.
    """
    plain = _plain(text, facts)
    compared = folded(plain)
    shown = plain if len(plain) == len(compared) else compared
    for unit in units:
        for pattern in _patterns(unit, language):
            for found in pattern.finditer(compared):
                numbers = [read_number(part, language) for part in found.group("first", "low", "high") if part]
                if not _is_date(unit, numbers, compared[max(0, found.start() - 6) : found.start()], language):
                    written = PLACES.sub("…", shown[found.start() : found.end()].strip())
                    yield from (Amount(number, unit, written) for number in numbers if number is not None)


def _plain(text: str, facts: Mapping[str, FactContent]) -> str:
    """Without emphasis and addresses; a quoted fact is a number that nobody typed, with its unit."""

    def quoted(found: re.Match[str]) -> str:
        fact = facts.get(found["key"])
        unit = "" if fact is None or found["style"] else unit_of(fact)
        return f"{QUOTED}{UNIT}{unit}{UNIT}" if unit else QUOTED

    typed = text.replace(QUOTED, "").replace(UNIT, "")
    return MARKS.sub("", PLACEHOLDER.sub(quoted, ADDRESSES.sub("]", typed)))


@lru_cache(maxsize=500)
def _patterns(unit: str, language: str) -> tuple[re.Pattern[str], ...]:
    """The number before the unit, and for money also after it."""
    primary, number = language.split("-")[0], number_pattern(language)
    start = r"(?<![0-9])" if primary in UNSPACED else r"(?<!\w)"
    dash = rf"[{SPACES}]?{DASH}[{SPACES}]?"
    upto = rf"{dash}|\s(?:{TO[primary]})\s" if primary in TO else dash
    ranges = rf"(?P<low>{number})(?:{upto})"
    if primary in BOTH:
        ranges += rf"|{BOTH[primary][0]}\s(?P<first>{number})\s{BOTH[primary][1]}\s"
    else:
        ranges += "|(?P<first>(?!))"
    quoted = f"{UNIT}{unit.lower()}{UNIT}"
    before = rf"{start}(?<![0-9][.,:/])(?:{ranges})?(?P<high>{number})(?:{unit_pattern(unit, language)}|{quoted})"
    if unit == "%" or unit in DURATION_UNITS:
        return (re.compile(before),)
    signs = rf"(?<![0-9])(?<![0-9]\s)(?:{symbol_pattern(unit, language)})[{SPACES}]?"
    after = rf"{signs}(?P<first>(?!))?(?:(?P<low>{number}){dash})?(?P<high>{number})(?!\w)"
    return re.compile(before), re.compile(after)


def _is_date(unit: str, numbers: list[Decimal | None], before: str, language: str) -> bool:
    """A calendar year, or an hour of the day."""
    if unit == "year":
        return all(number is None or number in YEARS for number in numbers)
    clock = CLOCK.get(language.split("-")[0]) if unit == "hour" else None
    return clock is not None and clock.search(before) is not None and all(number is None or number <= 24 for number in numbers)
