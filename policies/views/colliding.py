"""When somebody else saved first: their text against what was typed, and for each field the choice between both."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from policies.content.diff import Span, word_diff
from policies.content.problems import ContentError
from policies.content.sheets import OF_FORMS, AnySheet
from policies.content.sides import Side, sides_of, taken
from policies.forms.draft import Entry
from policies.models import Version
from policies.publishing import now
from policies.review.comparing import comparison_of
from policies.views.asked import language_of_interface
from policies.writing.editing import sheet_from, texts_of, texts_of_sheet
from policies.writing.previewing import unsaved

TAKE, KEEP = "take:", "keep:"


@dataclass(frozen=True, slots=True)
class Choice:
    """A field in which both differ; `spans` of a text show what was typed against what was saved."""

    side: Side
    is_theirs: bool
    is_mine: bool
    spans: Sequence[Span] = ()


def collisions_of(stored: Version, entry: Entry) -> dict[str, Any]:
    """What was saved meanwhile against what was typed: field by field if that reads, and else word by word of the texts."""
    saved = texts_of(stored)
    differ = {name: text for name, text in entry.texts.items() if saved.get(name, "") != text}
    against: dict[str, Any] = {
        "collisions": {name: list(word_diff(saved.get(name, ""), text)) for name, text in differ.items()}
    }
    try:
        mine = unsaved(stored, entry.content(stored.subject.kind))
    except ContentError:
        return against
    return {**against, "comparison": comparison_of(stored, mine, now(), language_of_interface())}


def with_mine(entry: Entry, kind: str) -> Entry:
    """The entry that remembers what was typed, as far as that has fields."""
    sheet = _sheet(entry, kind)
    return replace(entry, mine=sheet.form()) if sheet else entry


def choices_in(stored: Version, entry: Entry) -> dict[str, Any]:
    """For the page: every field in which what was saved differs from what was typed, and which of both stands in it now."""
    sheet = _sheet(entry, stored.subject.kind) if entry.mine is not None else None
    if entry.mine is None or sheet is None:
        return {}
    kind, form = stored.subject.kind, sheet.form()
    theirs, mine = _theirs(stored), OF_FORMS[kind](entry.mine).form()
    choices = []
    for side in sides_of(theirs, mine):
        spans = list(word_diff(side.theirs or "", side.mine or "")) if side.is_text else ()
        is_theirs, is_mine = (_says(kind, taken(form, source, side.field)) == _says(kind, form) for source in (theirs, mine))
        choices.append(Choice(side, is_theirs, is_mine, spans))
    return {"choices": choices, "mine": json.dumps(mine, ensure_ascii=False)}


def chosen(stored: Version, entry: Entry, wanted: str) -> Entry:
    """The entry with one field as `wanted` says: `take:` or `keep:` and its path."""
    sheet, kind = _sheet(entry, stored.subject.kind), stored.subject.kind
    if entry.mine is None or sheet is None:
        return entry
    source = _theirs(stored) if wanted.startswith(TAKE) else OF_FORMS[kind](entry.mine).form()
    changed = OF_FORMS[kind](taken(sheet.form(), source, wanted.partition(":")[2]))
    return replace(entry, sheet=changed if entry.sheet else None, texts=texts_of_sheet(changed))


def _sheet(entry: Entry, kind: str) -> AnySheet | None:
    try:
        return entry.sheet or sheet_from(entry.texts, kind)
    except ContentError:
        return None


def _theirs(stored: Version) -> dict[str, Any]:
    return _says(stored.subject.kind, stored.content)


def _says(kind: str, form: Any) -> dict[str, Any]:
    """As the fields of a form would have it, so that two forms of one content are the same."""
    return OF_FORMS[kind](form).form()
