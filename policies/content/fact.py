"""What a version of a fact says: one typed value and its unit, and other values for some regions or customers."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, Self

from babel.numbers import get_currency_precision, is_currency
from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from policies.content.form import Form, content_error
from policies.content.language import Language
from policies.content.problems import ContentError
from policies.content.text import Line, Markdown, Slug

DURATION_UNITS = ("minute", "hour", "day", "week", "month", "year")
MAX_DIGITS, MAX_DECIMALS = 15, 6  # What a float of YAML and JSON carries exactly.
MAX_VARIANTS = 64
TEXTS = TypeAdapter(dict[Language, Line], config=ConfigDict(str_strip_whitespace=True))


def _exact(value: object) -> object:
    """Numbers arrive as int or float from YAML and as text from JSON; both mean the decimal one reads."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, dict):
        return _texts(value)
    if isinstance(value, int | float | Decimal | str) and not isinstance(value, bool):
        return _number_or_day(str(value))
    raise ContentError.one("", "value", "A value is a number, a day such as 2026-12-31, or a text per language.")


def _options(given: object) -> object:
    if isinstance(given, list | tuple) and given:
        return given
    raise ContentError.one("", "condition", "The value of a fact can depend on choices only: write a list of options.")


Value = Annotated[Decimal | date | dict[Language, Line], BeforeValidator(_exact)]
Options = Annotated[tuple[Slug, ...], BeforeValidator(_options)]


class Variant(Form):
    """The value where every dimension of `when` has one of the options listed."""

    when: Annotated[dict[Slug, Options], Field(min_length=1)]
    value: Value


class FactContent(Form):
    """`value` is a Decimal, a date, or for `text` a string per language; `unit` as the type asks for it.

    Of the variants the first whose conditions hold gives the value; `value` itself stands where none does.
    """

    type: Literal["integer", "decimal", "money", "duration", "percent", "date", "text"]
    value: Value
    unit: Line | Literal[""] = ""
    variants: Annotated[tuple[Variant, ...], Field(max_length=MAX_VARIANTS)] = ()
    about: Markdown = ""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.type == "money" and not is_currency(self.unit):
            raise ContentError.one("unit", "currency", "The unit of money is a currency code such as USD.")
        if self.type == "duration" and self.unit not in DURATION_UNITS:
            raise ContentError.one("unit", "choice", f"The unit of a duration is one of {', '.join(DURATION_UNITS)}.")
        for field, value in self.values():
            self._fits_type(field, value)
        return self

    def _fits_type(self, field: str, value: Any) -> None:
        wanted = {"date": date, "text": dict}.get(self.type, Decimal)
        if not isinstance(value, wanted) or value == {}:
            raise ContentError.one(field, "type", f"A fact of type {self.type} needs a value of that type.")
        if self.type == "integer" and not _has_decimals(value, 0):
            raise ContentError.one(field, "integer", "An integer has no decimals.")
        if self.type == "duration" and not _has_decimals(value, 3):
            raise ContentError.one(field, "duration", "Write a duration with at most three decimals.")
        if self.type == "money" and not _has_decimals(value, get_currency_precision(self.unit)):
            raise ContentError.one(field, "money", f"{self.unit} has no such small change.")

    def values(self) -> Iterator[tuple[str, Any]]:
        """Every value that this fact can have, with the path of its field; the one that stands where no variant holds first."""
        yield "value", self.value
        yield from ((f"variants.{position}.value", variant.value) for position, variant in enumerate(self.variants))

    def with_value(self, value: Any) -> Self:
        """The same fact where this is its only value."""
        return self.model_copy(update={"value": value, "variants": ()})

    @property
    def dimensions(self) -> frozenset[str]:
        """What must be known to tell its value."""
        return frozenset(name for variant in self.variants for name in variant.when)

    @property
    def number(self) -> Decimal:
        """The value as a rule's bound. Raises ValueError for a date or a text."""
        if not isinstance(self.value, Decimal):
            raise ValueError(f"A fact of type {self.type} has no number.")
        return self.value


def _has_decimals(value: Any, most: int) -> bool:
    return isinstance(value, Decimal) and value == round(value, most)


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
