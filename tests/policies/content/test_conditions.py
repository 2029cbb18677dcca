"""Conditions: what they accept, what they refuse, and that their form reads back the same."""

import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.content.conditions import Choice, Flag, Period, Range, condition_form, condition_from
from policies.content.problems import ContentError

KEYS = st.from_regex(r"[a-z]{1,5}\.[a-z]{1,5}(_[a-z]{1,5})?", fullmatch=True)
NUMBERS = st.decimals(min_value=-(10**10), max_value=10**10, places=4)
BOUNDS = NUMBERS | KEYS
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2999, 12, 31))
OPTIONS = st.from_regex(r"[a-z0-9]{1,8}([_-][a-z0-9]{1,8})?", fullmatch=True)
CONDITIONS = (
    st.lists(OPTIONS, min_size=1).map(lambda options: Choice(tuple(options)))
    | st.booleans().map(Flag)
    | st.tuples(BOUNDS, st.none() | BOUNDS).map(lambda pair: Range(*pair))
    | BOUNDS.map(lambda bound: Range(None, bound))
    | st.tuples(st.none() | DAYS, DAYS).map(lambda pair: Period(*pair))
)


@given(CONDITIONS)
def test_it_reads_back_what_it_wrote(condition):
    form = json.loads(json.dumps(condition_form(condition)))
    assert condition_from(form) == condition


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (None, ""),
        ("placed", ""),
        ([], ""),
        ([1, 2], ""),
        (["Placed!"], ""),
        (["pla\x00ced"], ""),
        (["\ud800"], ""),
        ({}, ""),
        ({"min": None}, ""),
        ({"from": None, "until": None}, ""),
        ({"min": 1, "most": 2}, ""),
        ({"min": 1, "until": "2026-01-01"}, ""),
        ({"min": True}, "min"),
        ({"max": float("nan")}, "max"),
        ({"max": float("inf")}, "max"),
        ({"max": 1e300}, "max"),
        ({"min": 1e-9}, "min"),
        ({"min": "thirty"}, "min"),
        ({"min": ""}, "min"),
        ({"min": "returns.window days"}, "min"),
        ({"from": "tomorrow"}, "from"),
        ({"from": 20261231}, "from"),
        ({"until": datetime(2026, 12, 31, 10)}, "until"),
        ({"from": "0001-01-01"}, "from"),
        ({"until": "9999-12-31"}, "until"),
    ],
)
def test_it_names_the_bound_that_is_wrong(form, field):
    with pytest.raises(ContentError) as caught:
        condition_from(form)
    assert [problem.field for problem in caught.value.problems] == [field]


def test_it_includes_both_ends():
    range_, period = Range(Decimal(1), Decimal(3)), Period(date(2026, 11, 15), date(2026, 12, 31))
    assert [range_.accepts(Decimal(number)) for number in range(5)] == [False, True, True, True, False]
    days = [date(2026, 11, 14), date(2026, 11, 15), date(2026, 12, 31), date(2027, 1, 1)]
    assert [period.accepts(day) for day in days] == [False, True, True, False]


def test_it_does_not_take_a_flag_for_a_number():
    assert not Range(Decimal(0), Decimal(1)).accepts(True)
    assert not Flag(True).accepts(Decimal(1))
    assert not Choice(("true",)).accepts(True)


def test_it_puts_numbers_in_place_of_facts():
    range_ = Range("returns.window_days", Decimal(90))
    assert range_.facts == {"returns.window_days"}
    assert range_.with_facts({"returns.window_days": Decimal(30)}) == Range(Decimal(30), Decimal(90))
    with pytest.raises(KeyError):
        range_.with_facts({})
