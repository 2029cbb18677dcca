"""What a version of a fact says: one typed value and its unit."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal, Self

from babel.numbers import is_currency
from pydantic import field_validator, model_validator

from policies.content.form import Form

DURATION_UNITS = ("minute", "hour", "day", "week", "month", "year")


class FactContent(Form):
    """`value` is a Decimal, a date, or for `text` a string per language; `unit` as the type asks for it."""

    type: Literal["integer", "decimal", "money", "duration", "percent", "date", "text"]
    value: Decimal | date | dict[str, str]
    unit: str = ""
    about: str = ""

    @field_validator("value", mode="before")
    @classmethod
    def _exact(cls, value: object) -> object:
        """Numbers arrive as int or float from YAML and as text from JSON; both mean the decimal one reads."""
        if isinstance(value, bool):
            raise ValueError("A value is a number, a day or a text per language.")
        if isinstance(value, int | float):
            return Decimal(str(value))
        if isinstance(value, str):
            return _number_or_day(value)
        return value

    @model_validator(mode="after")
    def _fits(self) -> Self:
        wanted = {"date": date, "text": dict}.get(self.type, Decimal)
        if not isinstance(self.value, wanted):
            raise ValueError(f"A fact of type {self.type} needs a value of that type.")
        if self.type == "money" and not is_currency(self.unit):
            raise ValueError("The unit of money is a currency code such as USD.")
        if self.type == "duration" and self.unit not in DURATION_UNITS:
            raise ValueError(f"The unit of a duration is one of {', '.join(DURATION_UNITS)}.")
        if self.type == "integer" and isinstance(self.value, Decimal) and self.value != self.value.to_integral_value():
            raise ValueError("An integer has no decimals.")
        return self

    @property
    def number(self) -> Decimal:
        """The value as a rule's bound. Raises ValueError for a date or a text."""
        if not isinstance(self.value, Decimal):
            raise ValueError(f"A fact of type {self.type} has no number.")
        return self.value


def _number_or_day(text: str) -> Decimal | date:
    try:
        return Decimal(text)
    except InvalidOperation:
        return date.fromisoformat(text)
