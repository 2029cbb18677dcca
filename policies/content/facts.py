"""Facts: numbers written once. Placeholders in texts, and how a value reads in each language."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent
from babel.units import format_unit

from policies.content.fact import FactContent
from policies.content.language import locale_of

PLACEHOLDER = re.compile(r"\{\{\s*(?P<key>[a-z0-9_]+\.[a-z0-9_]+)\s*(?:\|\s*(?P<style>number)\s*)?\}\}")
ANY_PLACEHOLDER = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def quoted_facts(text: str) -> Iterator[str]:
    """The keys of the facts that a text quotes."""
    return (found["key"] for found in PLACEHOLDER.finditer(text))


def malformed_placeholders(text: str) -> list[str]:
    """Whatever stands in double braces and is no placeholder, as written."""
    return [found[0] for found in ANY_PLACEHOLDER.finditer(text) if not PLACEHOLDER.fullmatch(found[0])]


def fill(text: str, facts: Mapping[str, FactContent], language: str, escape: Callable[[str], str] = str) -> str:
    """Put the facts' values where the text quotes them. Raises KeyError naming a fact that is not given."""
    return PLACEHOLDER.sub(
        lambda found: escape(format_fact(facts[found["key"]], language, bare=found["style"] == "number")), text
    )


def format_fact(fact: FactContent, language: str, *, bare: bool = False) -> str:
    """The value as the language writes it (`30 days`, `30 dias`, `30 дней`), or only its number. No digit is rounded away."""
    if isinstance(fact.value, dict):
        return fact.value.get(language) or fact.value.get("en") or fact.value[min(fact.value)]
    return _formatted(fact.type, fact.unit, fact.value, str(fact.value), language, bare)


@lru_cache(maxsize=20_000)
def _formatted(kind: str, unit: str, value: Decimal | date, written: str, language: str, bare: bool) -> str:
    """Babel takes about 50 us; a page quotes the same few facts again and again. `written` keeps 4.9 apart from 4.90."""
    locale = locale_of(language)
    if isinstance(value, date):
        return format_date(value, "long", locale=locale)
    if kind == "money":
        return format_currency(value, unit, format="#,##0.00" if bare else None, locale=locale)
    if bare or kind in ("integer", "decimal"):
        return format_decimal(value, locale=locale, decimal_quantization=False)
    if kind == "percent":
        return format_percent(value / 100, locale=locale, decimal_quantization=False)
    return _duration(value, unit, locale)


def _duration(value: Decimal, unit: str, locale: Locale) -> str:
    name = f"duration-{unit}"
    number = format_decimal(value, locale=locale, decimal_quantization=False)
    # Babel drops CLDR's aliases: Portuguese has "dias" only as the short form, and a missing form comes back as a unit's name.
    forms = (format_unit(value, name, length=length, locale=locale) for length in ("long", "short"))
    return next((form for form in forms if name not in form), f"{number} {unit}")
