"""A fact's typed value: what is read, what is refused, and that 4.90 and 4.9 are the same content."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.content.fact import FactContent
from policies.content.problems import ContentError

NUMBERS = st.decimals(min_value=-(10**8), max_value=10**8, places=6)


@given(NUMBERS)
def test_it_reads_back_the_number_it_wrote(number):
    fact = FactContent.read({"type": "decimal", "value": number})
    assert fact.value == number
    assert FactContent.read(fact.form()) == fact
    assert FactContent.read({"type": "decimal", "value": float(number)}).form() == fact.form()


@pytest.mark.parametrize("value", [4.9, "4.9", "4.90", Decimal("4.900"), "49e-1", "+4.9"])
def test_it_keeps_a_number_the_shortest_way(value):
    assert FactContent.read({"type": "money", "unit": "USD", "value": value}).form()["value"] == "4.9"


@pytest.mark.parametrize("value", [1000, "1000", "1E+3", 1000.0])
def test_it_keeps_a_whole_number_without_an_exponent(value):
    assert FactContent.read({"type": "integer", "value": value}).form()["value"] == "1000"


@pytest.mark.parametrize("value", ["2026-12-31", date(2026, 12, 31)])
def test_it_reads_a_day(value):
    assert FactContent.read({"type": "date", "value": value}).form()["value"] == "2026-12-31"


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"type": "integer", "value": 2.5}, "value"),
        ({"type": "integer", "value": True}, "value"),
        ({"type": "integer", "value": None}, "value"),
        ({"type": "integer", "value": [1]}, "value"),
        ({"type": "integer", "value": "2026-12-31"}, "value"),
        ({"type": "decimal", "value": "NaN"}, "value"),
        ({"type": "decimal", "value": float("inf")}, "value"),
        ({"type": "decimal", "value": "1e999999"}, "value"),
        ({"type": "decimal", "value": "1e-999999"}, "value"),
        ({"type": "decimal", "value": "1234567890.1234567"}, "value"),
        ({"type": "decimal", "value": "thirty"}, "value"),
        ({"type": "money", "value": 5, "unit": "EURO"}, "unit"),
        ({"type": "money", "value": "4.905", "unit": "USD"}, "value"),
        ({"type": "money", "value": "4.9", "unit": "JPY"}, "value"),
        ({"type": "duration", "value": 5, "unit": "days"}, "unit"),
        ({"type": "duration", "value": 5}, "unit"),
        ({"type": "date", "value": 5}, "value"),
        ({"type": "date", "value": datetime(2026, 12, 31, 10)}, "value"),
        ({"type": "text", "value": {}}, "value"),
        ({"type": "text", "value": "nine to six"}, "value"),
        ({"type": "text", "value": {"en": ""}}, "value.en"),
        ({"type": "text", "value": {"en": "\x00"}}, "value.en"),
        ({"type": "text", "value": {"en": "\ud800"}}, "value.en"),
        ({"type": "text", "value": {"en": 5}}, "value.en"),
        ({"type": "text", "value": {"english": "five"}}, "value.english"),
        ({"type": "text", "value": {"pt-br": "cinco"}}, "value.pt-br"),
        ({"type": "number", "value": 5}, "type"),
        ({"type": "integer"}, "value"),
        ({"type": "integer", "value": 5, "unit": "x\x00"}, "unit"),
        ({"type": "integer", "value": 5, "about": "\x00"}, "about"),
        ({"type": "integer", "value": 5, "price": 5}, "price"),
    ],
)
def test_it_names_the_field_that_is_wrong(form, field):
    with pytest.raises(ContentError) as caught:
        FactContent.read(form)
    assert [problem.field.split(".literal")[0] for problem in caught.value.problems][0].startswith(field)
    assert all(problem.message for problem in caught.value.problems)


def test_it_has_a_number_only_when_it_is_one():
    assert FactContent.read({"type": "percent", "value": 12.5}).number == Decimal("12.5")
    with pytest.raises(ValueError, match="no number"):
        _ = FactContent.read({"type": "date", "value": "2026-12-31"}).number
