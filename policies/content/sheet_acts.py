"""What the buttons of the editor do to a sheet. None of it saves anything; a place that does not exist changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from policies.content.fact_sheet import FactSheet
from policies.content.sheet import Said, Sheet
from policies.content.sheets import AnySheet

Act = Callable[[AnySheet, str], AnySheet]


def act_on(sheet: AnySheet, wanted: str) -> AnySheet:
    """`wanted` is the value of the button: the name of an act, and after a colon what it is about, such as `up:3`."""
    name, _colon, about = wanted.partition(":")
    act = ACTS.get(name)
    return act(sheet, about) if act else sheet


def place_after(sheet: AnySheet, wanted: str) -> int | None:
    """The row that the act was about, where it stands in the sheet afterwards; to go on there."""
    name, _colon, about = wanted.partition(":")
    if name in ("add-rule", "add-row"):
        return len(sheet.rows) - 1
    if not about.isdecimal():
        return None
    return int(about) + {"up": -1, "down": 1, "copy": 1}.get(name, 0)


def _add(sheet: AnySheet, about: str) -> AnySheet:
    return _with_rows(sheet, [*sheet.rows, sheet.new_row])


def _copy(sheet: AnySheet, about: str) -> AnySheet:
    rows: list[Any] = list(sheet.rows)
    place = _place(sheet, about)
    if place is not None:
        rows.insert(place + 1, rows[place].again())
    return _with_rows(sheet, rows)


def _drop(sheet: AnySheet, about: str) -> AnySheet:
    place = _place(sheet, about)
    return _with_rows(sheet, [row for number, row in enumerate(sheet.rows) if number != place])


def _swap(step: int) -> Act:
    def swap(sheet: AnySheet, about: str) -> AnySheet:
        rows: list[Any] = list(sheet.rows)
        place = _place(sheet, about)
        if place is not None and 0 <= place + step < len(rows):
            rows[place], rows[place + step] = rows[place + step], rows[place]
        return _with_rows(sheet, rows)

    return swap


def _add_column(sheet: AnySheet, about: str) -> AnySheet:
    columns = tuple(dict.fromkeys([*sheet.columns, about])) if about else sheet.columns
    rows = sheet.rows or ((sheet.new_row,) if isinstance(sheet, FactSheet) else ())  # A value that depends on something.
    return _with_rows(sheet, rows, columns)


def _drop_column(sheet: AnySheet, about: str) -> AnySheet:
    """With whatever any row asked of that dimension."""
    rows = [replace(row, when={name: form for name, form in row.when.items() if name != about}) for row in sheet.rows]
    return _with_rows(sheet, rows, tuple(name for name in sheet.columns if name != about))


def _with_rows(sheet: AnySheet, rows: Any, columns: tuple[str, ...] | None = None) -> AnySheet:
    return sheet.with_table(tuple(rows), sheet.columns if columns is None else columns)


def _add_language(sheet: AnySheet, about: str) -> AnySheet:
    if not about or not isinstance(sheet, Sheet):
        return sheet
    return replace(sheet, languages={**sheet.languages, about: sheet.languages.get(about, Said())})


def _drop_language(sheet: AnySheet, about: str) -> AnySheet:
    """The source stays: translations come from it."""
    if not isinstance(sheet, Sheet) or about == sheet.source:
        return sheet
    rows = (replace(row, texts={tag: text for tag, text in row.texts.items() if tag != about}) for row in sheet.rows)
    languages = {tag: said for tag, said in sheet.languages.items() if tag != about}
    return replace(sheet, rows=tuple(rows), languages=languages)


def _place(sheet: AnySheet, about: str) -> int | None:
    return int(about) if about.isdecimal() and int(about) < len(sheet.rows) else None


ACTS: dict[str, Act] = {
    "add-rule": _add,
    "add-row": _add,
    "copy": _copy,
    "drop": _drop,
    "up": _swap(-1),
    "down": _swap(1),
    "add-column": _add_column,
    "drop-column": _drop_column,
    "add-language": _add_language,
    "drop-language": _drop_language,
}
