"""Numbers that a text writes out: read in three languages as people write them, and in others as CLDR does."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from policies.content.contradictions import contradictions
from policies.content.fact import DURATION_UNITS, FactContent
from policies.content.facts import format_fact

LANGUAGES = ("en", "pt-BR", "ru", "de", "fr", "es", "it", "pl", "ja")


def fact(kind, value, unit="", variants=()):
    return FactContent.read({"type": kind, "value": value, "unit": unit, "variants": variants})


FACTS = {
    "returns.window_days": fact("duration", 30, "day"),
    "orders.packing_hours": fact("duration", 24, "hour"),
    "invoice.keep_years": fact("duration", 5, "year"),
    "retention.percent": fact("percent", 15),
    "shipping.free_from": fact("money", "1000.5", "USD"),
    "shipping.fee_brazil": fact("money", 5, "BRL"),
    "sale.ends_on": fact("date", "2026-11-15"),
    "orders.max_items": fact("integer", 7),
    "contact.hours": fact("text", {"en": "nine to six"}),
}


def found(text, language):
    return [item.written for item in contradictions(text, language, FACTS)]


@pytest.mark.parametrize(
    "text",
    [
        *"30 days|thirty days|30-day window|within **30** days|thirty (30) days|30\u00a0days|30.0 days|one day, some day".split(
            "|"
        ),
        *"24h|24 hours|24/7|15%|15 percent|$1,000.50|$1,000.5|US$ 1000.50|1000.50 dollars|USD 1,000.50|R$5|5 reais".split("|"),
        *"{{ returns.window_days }}|{{ returns.window_days | number }} days|in 2026 years".split("|"),
        *"November 15|15 November 2026|2026-11-15|you may 5 times|order 45 at 9 am|9 items|45-daylight".split("|"),
        *"step 2. Days pass|[more](/cards/45-days/)|see https://shop.example/45-days|CODE45 days|45\n\nDays".split("|"),
    ],
)
def test_it_lets_english_say_what_the_facts_say(text):
    assert found(text, "en") == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("returned within 45 days of delivery", "45 days"),
        ("a 45-day window", "45-day"),
        ("forty-five days", "forty-five days"),
        ("a hundred days", "hundred days"),
        ("forty (40) days", "forty (40) days"),
        ("**45** days", "45 days"),
        ("45\nDays", "45\nDays"),
        ("45 business days", "45 business days"),
        ("5-30 days", "5-30 days"),
        ("5 to 30 days", "5 to 30 days"),
        ("between 30 and 45 days", "between 30 and 45 days"),
        ("5–{{ returns.window_days }}", "5–…"),
        ("{{ returns.window_days | number }}-45 days", "…-45 days"),
        ("12.5 days", "12.5 days"),
        ("1,000 days", "1,000 days"),
        ("48h", "48h"),
        ("48 hrs.", "48 hrs."),
        ("7 years", "7 years"),
        ("20%", "20%"),
        ("20 per cent", "20 per cent"),
        ("$999", "$999"),
        ("$1,000-$1,000.50", "$1,000"),
        ("$5-7", "$5-7"),
        ("999 dollars", "999 dollars"),
        ("R$ 6", "R$ 6"),
        ("November 16", "November 16"),
        ("15 November 2027", "15 November 2027"),
        ("on 2026-11-16", "2026-11-16"),
    ],
)
def test_it_finds_what_english_says_otherwise(text, written):
    assert found(text, "en") == [written]


@pytest.mark.parametrize(
    "text",
    "30 dias|trinta dias|30 (trinta) dias|um dia desses|em até 24 horas|24h|às 18h|das 9h às 18h|15 por cento|15%|"
    "US$ 1.000,50|US$ 1.000,5|R$ 5,00|5 reais|15 de novembro de 2026|15/11/2026|{{ returns.window_days }}".split("|"),
)
def test_it_lets_portuguese_say_what_the_facts_say(text):
    assert found(text, "pt-BR") == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("em até 45 dias", "45 dias"),
        ("quarenta e cinco dias úteis", "quarenta e cinco dias"),
        ("vinte e um dias", "vinte e um dias"),
        ("40 (quarenta) dias", "40 (quarenta) dias"),
        ("de 5 a 30 dias", "5 a 30 dias"),
        ("entre 5 e 30 dias", "entre 5 e 30 dias"),
        ("1.000 dias", "1.000 dias"),
        ("em até 48h", "48h"),
        ("20 por cento", "20 por cento"),
        ("R$ 5,90", "R$ 5,90"),
        ("US$ 4.90", "US$ 4.90"),
        ("999 dólares", "999 dólares"),
        ("16 de novembro", "16 de novembro"),
        ("16/11/2026", "16/11/2026"),
    ],
)
def test_it_finds_what_portuguese_says_otherwise(text, written):
    assert found(text, "pt-BR") == [written]


@pytest.mark.parametrize(
    "text",
    "30 дней|30 дн.|30-дневный срок|тридцатидневный|тридцати дней|30-ти дней|один день|в 18 часов|с 9 до 18 часов|24 часа|"
    "15 %|15 процентов|1 000,50 долл.|$1\u202f000,50|1000,5 доллара|5 реалов|5 лет|до 2026 года|15 ноября|15.11.2026".split(
        "|"
    ),
)
def test_it_lets_russian_say_what_the_facts_say(text):
    assert found(text, "ru") == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("в течение 45 дней", "45 дней"),
        ("45 дн.", "45 дн."),
        ("45-дневный срок", "45-дневный"),
        ("сорока пяти дней", "сорока пяти дней"),
        ("двадцать один день", "двадцать один день"),
        ("45-ти дней", "45-ти дней"),
        ("трёх дней", "трёх дней"),
        ("3 суток", "3 суток"),
        ("45 календарных дней", "45 календарных дней"),
        ("от 5 до 30 дней", "5 до 30 дней"),
        ("между 5 и 30 днями", "между 5 и 30 днями"),
        ("48-часовой", "48-часовой"),
        ("6 лет", "6 лет"),
        ("20\u00a0%", "20\u00a0%"),
        ("20 процентов", "20 процентов"),
        ("999 долларов США", "999 долларов"),
        ("6 реалов", "6 реалов"),
        ("16 ноября", "16 ноября"),
        ("16.11.2026", "16.11.2026"),
    ],
)
def test_it_finds_what_russian_says_otherwise(text, written):
    assert found(text, "ru") == [written]


AMOUNTS = st.one_of(
    st.builds(fact, st.just("duration"), st.integers(2, 1500), st.sampled_from(DURATION_UNITS)),
    st.builds(fact, st.just("percent"), st.decimals(0, 100, places=1)),
    st.builds(
        fact, st.just("money"), st.decimals(0, 100_000, places=2), st.sampled_from(["USD", "EUR", "GBP", "BRL", "RUB", "CAD"])
    ),
    st.builds(fact, st.just("date"), st.dates(date(2000, 1, 1), date(2100, 1, 1))),
)


@given(AMOUNTS, st.sampled_from(LANGUAGES))
def test_it_never_contradicts_a_fact_that_is_written_as_its_language_does(item, language):
    assert not list(contradictions(f"({format_fact(item, language)}).", language, {"a.b": item}))


@given(AMOUNTS, st.sampled_from(LANGUAGES))
def test_it_always_finds_another_value_that_is_written_as_its_language_does(item, language):
    other = date(1999, 6, 7) if item.type == "date" else item.value + 1
    assume(not (item.unit == "year" and 1900 <= item.value <= 2100))  # That is the name of a year.
    assume(not (item.type == "date" and language == "ja"))  # Days are read where months have names.
    text = format_fact(item, language)
    assert list(contradictions(f"({text}).", language, {"a.b": item.with_value(other)}))


def test_it_accepts_every_value_of_a_fact_with_variants():
    varying = fact("duration", 30, "day", [{"when": {"region": ["eu"]}, "value": 14}])
    assert not list(contradictions("14 days, or 30 days", "en", {"a.b": varying}))
    (one,) = contradictions("15 days", "en", {"a.b": varying})
    assert (
        one.sentence("en")
        == 'The text in en says "15 days", but the facts say 30 days, 14 days (a.b). Quote the fact: {{ a.b }}.'
    )


def test_it_accepts_what_any_quoted_fact_of_the_unit_says():
    both = {"a.b": fact("duration", 30, "day"), "c.d": fact("duration", 60, "day"), "e.f": fact("duration", 3, "week")}
    (one,) = contradictions("60 days, 45 days, 45 days, 2 months", "en", both)
    assert set(one.facts) == {"a.b", "c.d"}


@pytest.mark.parametrize("piece", ["5 ", "5,555,", "(5) ", "5–", "](", "<", "тридцать ", "R$", "5 (", "November 1 ", "9" * 50])
@pytest.mark.parametrize("language", ["en", "pt-BR", "ru"])
def test_it_reads_the_strangest_text_in_time(piece, language):
    text = piece * (65_536 // len(piece))
    list(contradictions(text, language, FACTS))
