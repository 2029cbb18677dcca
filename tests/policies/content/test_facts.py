"""How facts read in each language, and how texts quote them."""

from html import escape, unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.content.fact import DURATION_UNITS, FactContent
from policies.content.facts import fill, format_fact, malformed_placeholders, quoted_facts

SPACES = str.maketrans("\u00a0\u202f", "  ")
MANY = ("en", "en-GB", "pt-BR", "pt-PT", "ru", "de", "fr", "es", "it", "pl", "uk", "ja", "zh-Hans", "ar", "he", "hi", "tr")


def fact(type_: str, value: object, unit: str = "") -> FactContent:
    return FactContent.read({"type": type_, "value": value, "unit": unit})


def plain(fact_: FactContent, language: str, **how: bool) -> str:
    return format_fact(fact_, language, **how).translate(SPACES)


@pytest.mark.parametrize(
    ("value", "en", "pt", "ru"),
    [
        (1, "1 day", "1 dia", "1 день"),
        (2, "2 days", "2 dias", "2 дня"),
        (5, "5 days", "5 dias", "5 дней"),
        (11, "11 days", "11 dias", "11 дней"),
        (21, "21 days", "21 dias", "21 день"),
        (2.5, "2.5 days", "2,5 dias", "2,5 дня"),
        (1000, "1,000 days", "1.000 dias", "1 000 дней"),
    ],
)
def test_it_counts_days_as_each_language_does(value, en, pt, ru):
    days = fact("duration", value, "day")
    assert [plain(days, language) for language in ("en", "pt-BR", "ru")] == [en, pt, ru]


@pytest.mark.parametrize("unit", DURATION_UNITS)
@pytest.mark.parametrize("language", MANY)
def test_it_never_shows_the_name_of_a_unit_instead_of_the_unit(language, unit):
    assert "duration" not in format_fact(fact("duration", 5, unit), language)


def test_it_writes_every_kind_of_value():
    money, share, day = fact("money", 4.9, "USD"), fact("percent", 12.5), fact("date", "2026-12-31")
    assert [plain(money, language) for language in ("en", "pt-BR", "ru")] == ["$4.90", "US$ 4,90", "4,90 $"]
    assert [plain(share, language) for language in ("en", "pt-BR", "ru")] == ["12.5%", "12,5%", "12,5 %"]
    assert plain(day, "en") == "December 31, 2026"
    assert plain(day, "pt-BR") == "31 de dezembro de 2026"
    assert plain(day, "ru").startswith("31 декабря 2026")


def test_it_writes_the_bare_number():
    assert plain(fact("money", 1234.5, "USD"), "pt-BR", bare=True) == "1.234,50"
    assert plain(fact("duration", 30, "day"), "ru", bare=True) == "30"
    assert plain(fact("percent", 15), "en", bare=True) == "15"
    assert plain(fact("money", 1500, "JPY"), "en", bare=True) == "1,500"


@given(st.decimals(min_value=0, max_value=10**6, places=3), st.sampled_from(["percent", "decimal"]))
def test_it_rounds_no_digit_away(value, kind):
    shown = format_fact(fact(kind, value), "en").replace(",", "").rstrip("%")
    assert float(shown) == float(value)


def test_it_reads_a_text_in_the_language_or_else_always_in_the_same():
    hours = {"en": "nine to six", "pt-BR": "das 9h às 18h"}
    assert format_fact(fact("text", hours), "pt-BR") == "das 9h às 18h"
    assert format_fact(fact("text", hours), "ru") == "nine to six"
    turned = {"ru": "с девяти до шести", "de": "neun bis sechs"}
    assert format_fact(fact("text", turned), "fr") == format_fact(fact("text", dict(reversed(turned.items()))), "fr")


def test_it_writes_numbers_for_a_region_nobody_described():
    assert plain(fact("duration", 2, "day"), "pt-XX") == "2 dias"


def test_it_puts_values_where_texts_quote_them():
    facts = {"returns.window_days": fact("duration", 30, "day")}
    text = "{{ returns.window_days }}, {{returns.window_days}} or {{ returns.window_days | number }}+"
    assert fill(text, facts, "en") == "30 days, 30 days or 30+"
    assert list(quoted_facts(text)) == ["returns.window_days"] * 3
    with pytest.raises(KeyError, match=r"returns\.window_days"):
        fill(text, {}, "en")


def test_it_escapes_what_it_puts_into_html():
    facts = {"a.b": fact("text", {"en": '<script>"&'})}
    assert fill("<p>{{ a.b }}</p>", facts, "en", escape=escape) == "<p>&lt;script&gt;&quot;&amp;</p>"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), min_size=1).filter(str.strip))
def test_it_says_any_text_unchanged(words):
    facts = {"a.b": fact("text", {"en": words.strip()[:300].strip() or "x"})}
    said = fill("{{ a.b }}", facts, "en", escape=escape)
    assert unescape(said) == facts["a.b"].value["en"]
    assert "<" not in said


@pytest.mark.parametrize(
    "written", ["{{ }}", "{{ days }}", "{{ A.b }}", "{{ a.b | upper }}", "{{ a.b.c }}", "{{ a\n.b }}", "{{ a.b | number x }}"]
)
def test_it_finds_what_stands_in_braces_and_is_no_fact(written):
    assert malformed_placeholders(f"before {written} and {{{{ good.one }}}} after") == [written]
