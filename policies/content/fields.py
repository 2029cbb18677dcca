"""What a form sends: lists of texts by the names of its fields, read the same way for cards, facts and offers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Fields = Mapping[str, Sequence[str]]
ENDS = {"min": "number", "max": "number", "from": "date", "until": "date"}
NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,6})?", re.ASCII)
CONDITION = re.compile(r"when\.([^.]{1,80})\.(any|was|is|min|max|from|until)")


def one(fields: Fields, name: str) -> str:
    """The last value under this name, without the space around it."""
    values = fields.get(name, ())
    return values[-1].strip() if values else ""


def clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "")


def lines_of(text: str) -> tuple[str, ...]:
    """What stands on each line that is not empty."""
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def whole_number(text: str) -> Any:
    """A whole number, or whatever else was typed, to be found wrong."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else text


def conditions_in(given: Fields) -> dict[str, Any]:
    """The conditions among the fields, `when.region.any` and so on, in the form that content has them in, as far as they are
    one. What is asked of no dimension is left out.
    """
    parts: dict[str, dict[str, Sequence[str]]] = {}
    for name, values in given.items():
        if found := CONDITION.fullmatch(name):
            parts.setdefault(found[1], {})[found[2]] = values
    read = {name: _condition(ends) for name, ends in parts.items()}
    return {name: condition for name, condition in read.items() if condition is not None}


def columns_of(conditions: Iterable[Mapping[str, Any]], wanted: Iterable[str] = ()) -> tuple[str, ...]:
    """The dimensions that these ask for, and those that were asked to be shown."""
    return tuple(dict.fromkeys([*(name for when in conditions for name in when), *wanted]))


def _condition(parts: Mapping[str, Sequence[str]]) -> Any:
    """None where nothing is asked of the dimension."""
    if chosen := [value for value in parts.get("any", ()) if value]:
        # Boxes come in the order of the page; as long as the same are ticked, the order is the one that was written.
        was = one(parts, "was").split(",")
        return was if set(was) == set(chosen) else list(chosen)
    if flag := one(parts, "is"):
        return {"true": True, "false": False}.get(flag, flag)
    ends = {end: _bound(text) if kind == "number" else text for end, kind in ENDS.items() if (text := one(parts, end))}
    return ends or None


def _bound(text: str) -> int | float | str:
    """A number, with a decimal comma, too; whatever else was typed stays as it is, to be found wrong or the key of a fact."""
    if not NUMBER.fullmatch(text):
        return text
    number = float(text.replace(",", "."))
    return int(number) if number.is_integer() else number


def mapping(value: Any) -> Mapping[str, Any]:
    """The value, or nothing where it is no mapping: of a text that is being written."""
    return value if isinstance(value, Mapping) else {}


def listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()
