"""What differs between two contents of one kind, part by part. Empty exactly when they say the same.

Everything is read from the form that is stored and digested, so no field can be forgotten: what is neither a text nor a row
of a table is a setting.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Form = Mapping[str, Any]
EMPTY: Form = {}
TEXTS = ("titles", "texts", "reasons")  # Of an offer: `{language: text}` each.
ROWS = {"rules": "key", "variants": "when"}


@dataclass(frozen=True, slots=True)
class Setting:
    """A field with one value, such as `audience`, `value` or `languages.ru.made_for`; None stands for no value."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Words:
    """A text: in which language (empty: in none), which field of it, and what it said and says; empty where there was none."""

    language: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, by its key. `place` counts from 1; None where the row is not there."""

    key: str
    old: Form | None
    new: Form | None
    old_place: int | None
    new_place: int | None
    is_moved: bool = False

    @property
    def kind(self) -> str:
        """`added`, `removed`, `changed`, `moved`, or `same`."""
        if self.old is None or self.new is None:
            return "removed" if self.new is None else "added"
        return "changed" if self.old != self.new else "moved" if self.is_moved else "same"


@dataclass(frozen=True, slots=True)
class Difference:
    settings: tuple[Setting, ...] = ()
    words: tuple[Words, ...] = ()
    rows: tuple[Row, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.settings or self.words or self.rows)


def difference_of(old: Form | None, new: Form) -> Difference:
    """`old` and `new` are forms of a card, a fact or an offer; without an old one all of the new one is added."""
    before = old or EMPTY
    return Difference(tuple(_settings(before, new)), tuple(_words(before, new)), tuple(_changed_rows(before, new)))


def rows_of(old: Form, new: Form) -> list[Row]:
    """Every row of either table: the new ones in their order, each removed one after the row that it followed."""
    table = next((name for name in ROWS if name in old or name in new), "")
    before, after = _keyed(old.get(table, []), table), _keyed(new.get(table, []), table)
    keys, places = list(after), list(before)
    for place, key in enumerate(places):
        if key not in after:
            keys.insert(keys.index(places[place - 1]) + 1 if place else 0, key)
    was, now = {key: place for place, key in enumerate(before, 1)}, {key: place for place, key in enumerate(after, 1)}
    moved = _moved([key for key in before if key in after], [key for key in after if key in before])
    return [Row(key, before.get(key), after.get(key), was.get(key), now.get(key), key in moved) for key in keys]


def _changed_rows(old: Form, new: Form) -> Iterator[Row]:
    return (row for row in rows_of(old, new) if row.kind != "same")


def _keyed(rows: Iterable[Form], table: str) -> dict[str, Form]:
    """By key; of two rows with one key (variants of a fact may have that) the later ones are numbered."""
    keyed: dict[str, Form] = {}
    for row in rows:
        key = name = str(row[ROWS[table]]) if table == "rules" else _conditions(row["when"])
        number = 1
        while name in keyed:
            number += 1
            name = f"{key} ({number})"
        keyed[name] = row
    return keyed


def _conditions(when: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{name}: {', '.join(options)}" for name, options in sorted(when.items()))


def _moved(before: list[str], after: list[str]) -> set[str]:
    """As few rows as explain the new order: all that are not part of the longest run that kept its order."""
    ends: list[tuple[int, list[str]]] = []
    place = {key: number for number, key in enumerate(before)}
    for key in after:
        longest = _longest(run for end, run in ends if end < place[key])
        ends.append((place[key], [*longest, key]))
    kept = set(_longest(run for _, run in ends))
    return {key for key in after if key not in kept}


def _longest(runs: Iterable[list[str]]) -> list[str]:
    """The first of the longest."""
    longest: list[str] = []
    for run in runs:
        longest = run if len(run) > len(longest) else longest
    return longest


def _words(old: Form, new: Form) -> Iterator[Words]:
    before, after = dict(texts_of(old)), dict(texts_of(new))
    for place in (*after, *(place for place in before if place not in after)):
        was, says = before.get(place, ""), after.get(place, "")
        if was != says:
            yield Words(*place, was, says)


def texts_of(form: Form) -> Iterator[tuple[tuple[str, str], str]]:
    """`((language, field), text)` of every text, in the order in which a card is read; several questions are lines."""
    for language, said in _source_first(form).items():
        for field in ("title", "questions", "short", "body", "notes"):
            value = said.get(field, "")
            yield (language, field), value if isinstance(value, str) else "\n".join(value)
        yield from (((language, f"texts.{key}"), text) for key, text in said.get("texts", EMPTY).items())
    if "languages" not in form and "type" not in form:
        yield from (((language, field), text) for field in TEXTS for language, text in form.get(field, EMPTY).items())
    yield ("", "about"), form.get("about", "")


def _source_first(form: Form) -> dict[str, Form]:
    source = form.get("source")
    languages: dict[str, Form] = form.get("languages", {})
    return {tag: languages[tag] for tag in sorted(languages, key=lambda tag: (tag != source, tag))}


def _settings(old: Form, new: Form) -> Iterator[Setting]:
    before, after = dict(_plain(old)), dict(_plain(new))
    for field in dict.fromkeys((*before, *after)):
        if before.get(field) != after.get(field) or (field in before) != (field in after):
            yield Setting(field, before.get(field), after.get(field))


def _plain(form: Form) -> Iterator[tuple[str, Any]]:
    """Fields with one value. A language counts as one, so that an empty translation is a difference too."""
    skipped = {"languages", "about", *ROWS, *(TEXTS if "titles" in form else ())}
    yield from ((field, value) for field, value in form.items() if field not in skipped)
    for language, said in form.get("languages", EMPTY).items():
        yield f"languages.{language}", True
        yield from ((f"languages.{language}.{field}", said[field]) for field in ("made_for",) if field in said)
