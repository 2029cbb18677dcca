"""A fact as an editor's form has it: what was typed, finished or not. Only `FactContent.read` judges it.

Fields are named by the paths that problems name: `value`, `value.ru` of a text, `variants.2.when.region.any`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from policies.content.fields import NUMBER, Fields, clean, columns_of, conditions_in, listed, mapping, one

WITH_UNIT = ("duration", "money")
MOST_ROWS = 200  # More than a content may have, so that it is refused by that and not cut off here.
ROW = re.compile(r"variants\.([0-9]{1,3})\.(.+)", re.DOTALL)
SAYS = "value."


@dataclass(frozen=True, slots=True)
class Typed:
    """A value as it was typed: `single` for a number or a day, `says` by language for a text. The type tells which counts."""

    single: str = ""
    says: Mapping[str, str] = field(default_factory=dict)

    def form(self, kind: str) -> Any:
        """In the form of a content; empty where nothing was typed."""
        if kind == "text":
            return {tag: text for tag, text in self.says.items() if text.strip()}
        return self.single.replace(",", ".") if NUMBER.fullmatch(self.single) else self.single


@dataclass(frozen=True, slots=True)
class ValueRow:
    """Another value, and where it holds. `when` has conditions in the form that content has them in."""

    when: Mapping[str, Any] = field(default_factory=dict)
    value: Typed = Typed()

    def again(self) -> "ValueRow":
        return self


@dataclass(frozen=True, slots=True)
class FactSheet:
    """`columns` are the dimensions that the table of other values shows."""

    type: str = ""
    unit: str = ""
    value: Typed = Typed()
    rows: tuple[ValueRow, ...] = ()
    columns: tuple[str, ...] = ()
    about: str = ""

    @property
    def new_row(self) -> ValueRow:
        return ValueRow()

    def with_table(self, rows: tuple[ValueRow, ...], columns: tuple[str, ...]) -> "FactSheet":
        return replace(self, rows=rows, columns=columns)

    def form(self) -> dict[str, Any]:
        """The form of the content that this says, right or wrong. What is empty is left out, so that it is found missing."""
        said = {
            "type": self.type,
            "unit": self.unit if self.type in WITH_UNIT else "",
            "value": self.value.form(self.type),
            "about": self.about,
        }
        rows = [{"when": dict(row.when), "value": row.value.form(self.type)} for row in self.rows]
        kept = {name: part for name, part in said.items() if part not in ("", {})}
        variants = [{name: part for name, part in row.items() if name == "when" or part not in ("", {})} for row in rows]
        return {**kept, "variants": variants} if variants else kept


def fact_sheet_of(form: Mapping[str, Any]) -> FactSheet:
    """The sheet of a content's form, also of one that would not be taken."""
    variants = [mapping(variant) for variant in listed(form.get("variants"))]
    rows = tuple(ValueRow(mapping(variant.get("when")), _typed(variant.get("value"))) for variant in variants)
    return FactSheet(
        str(form.get("type") or ""),
        str(form.get("unit") or ""),
        _typed(form.get("value")),
        rows,
        columns_of(row.when for row in rows),
        str(form.get("about") or ""),
    )


def read_fact_sheet(fields: Fields) -> FactSheet:
    """What a form sent, by the names of its fields; names that mean nothing are passed over."""
    sent: dict[int, dict[str, Sequence[str]]] = {}
    for name, values in fields.items():
        if found := ROW.fullmatch(name):
            sent.setdefault(int(found[1]), {})[found[2]] = [clean(value) for value in values]
    rows = tuple(ValueRow(conditions_in(sent[place]), _read_value(sent[place])) for place in sorted(sent)[:MOST_ROWS])
    columns = columns_of((row.when for row in rows), (name for name in fields.get("columns", ()) if name))
    unit = one(fields, "unit")
    return FactSheet(one(fields, "type"), unit, _read_value(fields), rows, columns, clean(one(fields, "about")))


def _read_value(fields: Fields) -> Typed:
    says = {name.removeprefix(SAYS): clean(one(fields, name)) for name in fields if name.startswith(SAYS)}
    return Typed(one(fields, "value"), says)


def _typed(value: Any) -> Typed:
    if isinstance(value, Mapping):
        return Typed(says={str(tag): str(text) for tag, text in value.items()})
    if isinstance(value, date):
        return Typed(value.isoformat())
    return Typed("" if value is None else str(value))
