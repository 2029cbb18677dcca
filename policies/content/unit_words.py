"""How units are written: every inflected form in English, Portuguese and Russian, and CLDR's forms in any other language."""

import re
from collections.abc import Iterable
from functools import lru_cache

from babel.numbers import get_currency_name, get_currency_symbol
from babel.units import format_unit

from policies.content.fact import DURATION_UNITS
from policies.content.language import locale_of
from policies.content.numerals import SPACES

# Also "thirty (30) days", and a line that is broken here; of bounded length, because texts are typed by people.
GAP = rf"\)?[{SPACES}]{{0,3}}\n?[{SPACES}]{{0,3}}"
DASH = "[-\u2010-\u2014]"
DURATIONS = {
    "en": {
        "minute": r"minutes?|mins?\.?",
        "hour": r"hours?|hrs?\.?|h",
        "day": r"days?",
        "week": r"weeks?|wks?\.?",
        "month": r"months?|mos?\.?",
        "year": r"years?|yrs?\.?",
    },
    "pt": {
        "minute": r"minutos?|min\.?",
        "hour": r"horas?|hs?",
        "day": r"dias?",
        "week": r"semanas?",
        "month": r"m[eê]s|meses",
        "year": r"anos?",
    },
    "ru": {
        "minute": r"минут\w*|мин\.?",
        "hour": r"час(?:а|у|е|ы|ов\w*|ом|ам|ами|ах)?|ч\.?",
        "day": r"день|дня|дней|дню|днем|дне|дни|дням|днями|днях|дн\.?|дневн\w+|сут(?:ки|ок|кам|ками|ках)|суточн\w+",
        "week": r"недел[яиьюе]|недел(?:ей|ям|ями|ях)|недельн\w+|нед\.?",
        "month": r"месяц\w*|месячн\w+|мес\.?",
        "year": r"год(?:а|у|е|ом|ы|ам|ами|ах|ов\w*|ичн\w+)?|лет(?:ам|ами|ах|н\w+)?",
    },
}
# What may stand between a number and its unit: "5 business days".
BETWEEN = {
    "en": r"business|calendar|working|bank|full|whole|consecutive",
    "ru": r"(?:календарн|рабоч|банковск|полн|цел)\w+",
}
PERCENT = {"en": r"percent(?:age)?|per cent|pct\.?", "pt": r"por cento|porcento", "ru": r"процент\w*|проц\."}
CURRENCIES = {
    "en": {"USD": r"dollars?", "EUR": r"euros?", "GBP": r"pounds?", "BRL": r"rea(?:l|is)", "RUB": r"rou?bles?"},
    "pt": {"USD": r"d[oó]lar(?:es)?", "EUR": r"euros?", "GBP": r"libras?", "BRL": r"rea(?:l|is)", "RUB": r"rublos?"},
    "ru": {
        "USD": r"доллар\w*|долл\.?",
        "EUR": r"евро",
        "GBP": r"фунт\w*",
        "BRL": r"реал\w*",
        "RUB": r"рубл\w+|руб\.?|р\.",
    },
}
UNSPACED = frozenset({"ja", "ko", "th", "zh"})


def folded(text: str) -> str:
    """Texts are compared in small letters, ё as е."""
    return text.lower().replace("ё", "е")


@lru_cache(maxsize=500)
def unit_pattern(unit: str, language: str) -> str:
    """A regular expression for a unit after its number, as `amounts` names units: a duration, `%`, or a currency code."""
    primary = language.split("-")[0]
    if unit == "%":
        forms = "|".join(filter(None, ["%", PERCENT.get(primary)]))
    elif unit in DURATION_UNITS:
        forms = DURATIONS.get(primary, {}).get(unit) or _cldr_duration(unit, language)
    else:
        forms = "|".join(
            [CURRENCIES.get(primary, {}).get(unit) or _cldr_currency(unit, language), symbol_pattern(unit, language)]
        )
    between = rf"(?:(?:{BETWEEN[primary]})[{SPACES}]{{1,3}})?" if primary in BETWEEN else ""
    end = "" if primary in UNSPACED else r"(?!\w)"
    return rf"(?:{DASH}|{GAP}(?:\([^()\n]{{1,30}}\)[{SPACES}]{{0,3}})?{between})(?:{forms}){end}"


@lru_cache(maxsize=500)
def symbol_pattern(currency: str, language: str) -> str:
    """A regular expression for the signs and codes of a currency. A letter before a sign makes it another one: R$ is no $."""
    locales = (locale_of(language), locale_of("en"), locale_of("pt-BR"), locale_of("ru"))
    signs = {currency, *(get_currency_symbol(currency, locale=locale) for locale in locales)}
    return "|".join(rf"(?<![^\W\d_]){re.escape(sign.lower())}" for sign in sorted(signs, key=lambda sign: (-len(sign), sign)))


def _cldr_duration(unit: str, language: str) -> str:
    locale, name = locale_of(language), f"duration-{unit}"
    said = (format_unit(count, name, length=length, locale=locale) for length in ("long", "short") for count in range(1, 12))
    return _forms(re.sub(r"[\W\d]*\d+[\W\d]*", "", form) for form in said if name not in form)


def _cldr_currency(currency: str, language: str) -> str:
    return _forms(get_currency_name(currency, count=count, locale=locale_of(language)) for count in (1, 2, 5))


def _forms(found: Iterable[str]) -> str:
    return "|".join(sorted({re.escape(folded(form)) for form in found if form}, key=lambda form: (-len(form), form)))
