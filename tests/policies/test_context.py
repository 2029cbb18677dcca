"""What is known of an order, as URLs, forms and JSON carry it."""

from datetime import date
from decimal import Decimal

import pytest

from policies.content.problems import ContentError
from policies.context import read_context


@pytest.fixture
def dimensions(store):
    named = {"names": {"en": "N"}, "questions": {"en": "Q?"}}
    store.dimension()
    store.dimension("days", kind="number", minimum=0, maximum=3650, unit="day", **named)
    store.dimension("price", kind="number", minimum=0, unit="USD", **named)
    store.dimension("is_gift", kind="flag", **named)
    store.dimension("bought_on", kind="date", **named)


@pytest.mark.parametrize(
    ("form", "context"),
    [
        ({}, {}),
        ({"order_stage": "", "days": None}, {}),
        ({"order_stage": "packed"}, {"order_stage": "packed"}),
        ({"days": "30"}, {"days": Decimal(30)}),
        ({"days": 30}, {"days": Decimal(30)}),
        ({"days": 30.0}, {"days": Decimal(30)}),
        ({"days": " 030.00 "}, {"days": Decimal(30)}),
        ({"days": "-0"}, {"days": Decimal(0)}),
        ({"days": "3650"}, {"days": Decimal(3650)}),
        ({"price": "4.90"}, {"price": Decimal("4.9")}),
        ({"is_gift": True}, {"is_gift": True}),
        ({"is_gift": "no"}, {"is_gift": False}),
        ({"is_gift": 1}, {"is_gift": True}),
        ({"bought_on": "2026-12-31"}, {"bought_on": date(2026, 12, 31)}),
        ({"bought_on": "0001-01-01"}, {"bought_on": date(1, 1, 1)}),
    ],
)
def test_it_reads_what_fits(dimensions, form, context):
    assert read_context(form) == context


def test_it_reads_equal_numbers_as_the_same_text(dimensions):
    assert {str(read_context({"days": text})["days"]) for text in ("10", "10.0", "+10", "0010")} == {"10"}
    assert {str(read_context({"price": text})["price"]) for text in ("2.5", "2.50", "02.5")} == {"2.5"}


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("colour", "red", "unknown_dimension"),
        ("order_stage", "packing", "unknown_option"),
        ("order_stage", "Packed", "unknown_option"),
        ("order_stage", 5, "unknown_option"),
        ("order_stage", ["packed"], "unknown_option"),
        ("order_stage", True, "unknown_option"),
        ("order_stage", "packed\x00", "unknown_option"),
        ("order_stage", "\ud800", "unknown_option"),
        ("days", "soon", "not_a_number"),
        ("days", "2.5", "not_a_number"),
        ("days", "NaN", "not_a_number"),
        ("days", "Infinity", "not_a_number"),
        ("days", float("inf"), "not_a_number"),
        ("days", float("nan"), "not_a_number"),
        ("days", "1e400", "not_a_number"),
        ("days", "1e999999", "not_a_number"),
        ("days", "1_0", "not_a_number"),
        ("days", "٣", "not_a_number"),
        ("days", "9" * 5000, "not_a_number"),
        ("days", True, "not_a_number"),
        ("days", {}, "not_a_number"),
        ("days", "-1", "out_of_range"),
        ("days", "3651", "out_of_range"),
        ("price", "-0.01", "out_of_range"),
        ("is_gift", "maybe", "not_a_flag"),
        ("is_gift", 2, "not_a_flag"),
        ("bought_on", "yesterday", "not_a_date"),
        ("bought_on", "2026-13-01", "not_a_date"),
        ("bought_on", "2026-W01-1", "not_a_date"),
        ("bought_on", "20261231", "not_a_date"),
        ("bought_on", "2026-12-31T10:00", "not_a_date"),
        ("bought_on", 20261231, "not_a_date"),
    ],
)
def test_it_names_the_dimension_that_is_wrong(dimensions, name, value, code):
    with pytest.raises(ContentError) as caught:
        read_context({name: value}, prefix="context")
    assert [(problem.field, problem.code) for problem in caught.value.problems] == [(f"context.{name}", code)]


def test_it_names_every_problem_at_once(dimensions):
    with pytest.raises(ContentError) as caught:
        read_context({"days": "x", "colour": "y", "order_stage": "packed"})
    assert {problem.field for problem in caught.value.problems} == {"days", "colour"}


def test_it_says_the_limits_as_people_write_them(dimensions):
    with pytest.raises(ContentError, match="at least 0 and at most 3650"):
        read_context({"days": "4000"})
    with pytest.raises(ContentError, match="at least 0\\."):
        read_context({"price": "-1"})
