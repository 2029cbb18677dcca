"""What is known of a customer's order, as it arrives from outside: read, checked, typed."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from policies.content.conditions import Value
from policies.content.problems import ContentError, Problem
from policies.content.rules import Context
from policies.dimensions import dimensions_at
from policies.models import Dimension
from policies.moment import DAY, Moment
from policies.publishing import now

NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,6})?", re.ASCII)  # Decimal would also read 1e999999, and take its time.
TRUE, FALSE = ("true", "1", "yes"), ("false", "0", "no")


def read_context(form: Mapping[str, object], prefix: str = "", at: Moment | None = None) -> Context:
    """Typed values by dimension from text, numbers and booleans as URLs, forms and JSON carry them.

    Empty values are left out. Raises ContentError naming every unknown dimension and every value that does not fit.
    """
    given = {name: value for name, value in form.items() if value not in ("", None)}
    if not given:
        return {}
    dimensions = dimensions_at(at or now(), given)
    context: dict[str, Value] = {}
    problems: list[Problem] = []
    for name, value in given.items():
        try:
            context[name] = _read(dimensions.get(name), name, value)
        except ContentError as error:
            problems += error.under(prefix).problems
    if problems:
        raise ContentError(problems)
    return context


def _read(dimension: Dimension | None, name: str, value: object) -> Value:
    if dimension is None:
        raise ContentError.one(name, "unknown_dimension", "There is no dimension of this name; see /api/v1/dimensions.")
    text = str(value).strip()
    match dimension.kind:
        case Dimension.Kind.NUMBER:
            return _number(dimension, name, text)
        case Dimension.Kind.FLAG:
            return _flag(name, text.lower())
        case Dimension.Kind.DATE:
            return _day(name, text)
    options = dimension.domain.options
    if not isinstance(value, str) or text not in options:
        raise ContentError([Problem(name, "unknown_option", f"Choose one of {', '.join(options)}.")])
    return text


def _number(dimension: Dimension, name: str, text: str) -> Decimal:
    domain = dimension.domain
    number = Decimal(text) if NUMBER.fullmatch(text) else None
    if number is None or (domain.is_whole and number != number.to_integral_value()):
        raise ContentError.one(name, "not_a_number", "Write a whole number." if domain.is_whole else "Write a number.")
    low, high = domain.minimum, domain.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        limits = (f"at least {low}" if low is not None else "", f"at most {high}" if high is not None else "")
        raise ContentError.one(name, "out_of_range", f"Write a number of {' and '.join(filter(None, limits))}.")
    return Decimal(int(number)) if number == number.to_integral_value() else number.normalize()


def _flag(name: str, text: str) -> bool:
    if text not in TRUE + FALSE:
        raise ContentError.one(name, "not_a_flag", "Write true or false.")
    return text in TRUE


def _day(name: str, text: str) -> date:
    try:
        day = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise ContentError.one(name, "not_a_date", "Write a day such as 2026-12-31.")
    return day
