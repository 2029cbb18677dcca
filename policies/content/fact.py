"""What a version of a fact says: one typed value and its unit."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Literal, Self

from babel.numbers import get_currency_precision, is_currency
from pydantic import ConfigDict, TypeAdapter, ValidationError, field_validator, model_validator

from policies.content.form import Form, content_error
from policies.content.language import Language
from policies.content.problems import ContentError
from policies.content.text import Line, Markdown

DURATION_UNITS = ("minute", "hour", "day", "week", "month", "year")
MAX_DIGITS, MAX_DECIMALS = 15, 6  # What a float of YAML and JSON carries exactly.
TEXTS = TypeAdapter(dict[Language, Line], config=ConfigDict(str_strip_whitespace=True))


class FactContent(Form):
    """`value` is a Decimal, a date, or for `text` a string per language; `unit` as the type asks for it."""

    type: Literal["integer", "decimal", "money", "duration", "percent", "date", "text"]
    value: Decimal | date | dict[Language, Line]
    unit: Line | Literal[""] = ""
    about: Markdown = ""

    @field_validator("value", mode="before")
    @classmethod
    def _exact(cls, value: object) -> object:
        """Numbers arrive as int or float from YAML and as text from JSON; both mean the decimal one reads."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, dict):
            return _texts(value)
        if isinstance(value, int | float | Decimal | str) and not isinstance(value, bool):
            return _number_or_day(str(value))
        raise ContentError.one("", "value", "A value is a number, a day such as 2026-12-31, or a text per language.")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        wanted = {"date": date, "text": dict}.get(self.type, Decimal)
        if not isinstance(self.value, wanted) or self.value == {}:
            raise ContentError.one("value", "type", f"A fact of type {self.type} needs a value of that type.")
        if self.type == "money" and not is_currency(self.unit):
            raise ContentError.one("unit", "currency", "The unit of money is a currency code such as USD.")
        if self.type == "duration" and self.unit not in DURATION_UNITS:
            raise ContentError.one("unit", "choice", f"The unit of a duration is one of {', '.join(DURATION_UNITS)}.")
        if self.type == "integer" and not self._has_decimals(0):
            raise ContentError.one("value", "integer", "An integer has no decimals.")
        if self.type == "duration" and not self._has_decimals(3):
            raise ContentError.one("value", "duration", "Write a duration with at most three decimals.")
        if self.type == "money" and not self._has_decimals(get_currency_precision(self.unit)):
            raise ContentError.one("value", "money", f"{self.unit} has no such small change.")
        return self

    def _has_decimals(self, most: int) -> bool:
        return isinstance(self.value, Decimal) and self.value == round(self.value, most)

    @property
    def number(self) -> Decimal:
        """The value as a rule's bound. Raises ValueError for a date or a text."""
        if not isinstance(self.value, Decimal):
            raise ValueError(f"A fact of type {self.type} has no number.")
        return self.value


def _texts(value: dict[str, str]) -> dict[str, str]:
    """Checked here, because of a union pydantic would tell what is wrong with each of its types."""
    try:
        return TEXTS.validate_python(value)
    except ValidationError as error:
        raise content_error(error) from None


def _number_or_day(text: str) -> Decimal | date:
    """A number is kept the shortest way, so that 4.90 and 4.9 are the same content."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        pass
    else:
        return _short(number)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ContentError.one("", "value", "Write a number, or a day such as 2026-12-31.") from None


def _short(number: Decimal) -> Decimal:
    if not number.is_finite() or number.adjusted() > MAX_DIGITS or number != round(number, MAX_DECIMALS):
        raise ContentError.one("", "number", f"Write a number of at most {MAX_DIGITS} digits, {MAX_DECIMALS} of them decimals.")
    short = number.normalize()
    if len(short.as_tuple().digits) > MAX_DIGITS:
        raise ContentError.one("", "number", f"Write a number of at most {MAX_DIGITS} digits.")
    return Decimal(int(short)) if short == short.to_integral_value() else short
