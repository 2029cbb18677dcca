"""What the buttons of the editor do to a sheet. None of it saves anything; a place that does not exist changes nothing."""

from collections.abc import Callable
from dataclasses import replace

from policies.content.sheet import Row, Said, Sheet

Act = Callable[[Sheet, str], Sheet]


def act_on(sheet: Sheet, wanted: str) -> Sheet:
    """`wanted` is the value of the button: the name of an act, and after a colon what it is about, such as `up:3`."""
    name, _colon, about = wanted.partition(":")
    act = ACTS.get(name)
    return act(sheet, about) if act else sheet


def place_after(sheet: Sheet, wanted: str) -> int | None:
    """The row that the act was about, where it stands in the sheet afterwards; to go on there."""
    name, _colon, about = wanted.partition(":")
    if name == "add-rule":
        return len(sheet.rows) - 1
    if not about.isdecimal():
        return None
    return int(about) + {"up": -1, "down": 1, "copy": 1}.get(name, 0)


def _add(sheet: Sheet, about: str) -> Sheet:
    return replace(sheet, rows=(*sheet.rows, Row()))


def _copy(sheet: Sheet, about: str) -> Sheet:
    rows = list(sheet.rows)
    place = _place(sheet, about)
    if place is not None:
        rows.insert(place + 1, replace(rows[place], key=""))
    return replace(sheet, rows=tuple(rows))


def _drop(sheet: Sheet, about: str) -> Sheet:
    place = _place(sheet, about)
    return replace(sheet, rows=tuple(row for number, row in enumerate(sheet.rows) if number != place))


def _swap(step: int) -> Act:
    def swap(sheet: Sheet, about: str) -> Sheet:
        rows, place = list(sheet.rows), _place(sheet, about)
        if place is not None and 0 <= place + step < len(rows):
            rows[place], rows[place + step] = rows[place + step], rows[place]
        return replace(sheet, rows=tuple(rows))

    return swap


def _add_column(sheet: Sheet, about: str) -> Sheet:
    return replace(sheet, columns=tuple(dict.fromkeys([*sheet.columns, about]))) if about else sheet


def _drop_column(sheet: Sheet, about: str) -> Sheet:
    """With whatever any rule asked of that dimension."""
    rows = (replace(row, when={name: form for name, form in row.when.items() if name != about}) for row in sheet.rows)
    return replace(sheet, rows=tuple(rows), columns=tuple(name for name in sheet.columns if name != about))


def _add_language(sheet: Sheet, about: str) -> Sheet:
    return replace(sheet, languages={**sheet.languages, about: sheet.languages.get(about, Said())}) if about else sheet


def _drop_language(sheet: Sheet, about: str) -> Sheet:
    """The source stays: translations come from it."""
    if about == sheet.source:
        return sheet
    rows = (replace(row, texts={tag: text for tag, text in row.texts.items() if tag != about}) for row in sheet.rows)
    languages = {tag: said for tag, said in sheet.languages.items() if tag != about}
    return replace(sheet, rows=tuple(rows), languages=languages)


def _place(sheet: Sheet, about: str) -> int | None:
    return int(about) if about.isdecimal() and int(about) < len(sheet.rows) else None


ACTS: dict[str, Act] = {
    "add-rule": _add,
    "copy": _copy,
    "drop": _drop,
    "up": _swap(-1),
    "down": _swap(1),
    "add-column": _add_column,
    "drop-column": _drop_column,
    "add-language": _add_language,
    "drop-language": _drop_language,
}
