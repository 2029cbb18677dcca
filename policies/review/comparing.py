"""Two versions side by side as a reviewer reads them: words per language, rules with names, values as they are shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policies.content.diff import Span, word_diff
from policies.content.difference import Difference, Row, difference_of, rows_of, texts_of
from policies.content.fact import FactContent
from policies.dimensions import dimensions_at
from policies.models import Version
from policies.moment import Moment
from policies.overview import Reading, readings_of
from policies.review.condition_words import ConditionWords
from policies.writing.findings import Known

OF_A_VALUE = ("type", "unit", "value")


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in one language: pieces that are `same`, `added` or `removed`. `is_changed`: any of them is not the same."""

    language: str
    spans: tuple[Span, ...]

    @property
    def is_changed(self) -> bool:
        return any(span.kind != "same" for span in self.spans)


@dataclass(frozen=True, slots=True)
class TextRow:
    """One text in every language, the source first."""

    field: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """What something was and is; both as words."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """`kind` as of `content.difference.Row`. `when` names each dimension with what it had to be and has to be."""

    key: str
    kind: str
    old_place: int | None
    new_place: int | None
    when: tuple[Pair, ...]
    outcome: tuple[str, str]
    offers: tuple[str, str]
    queue: tuple[str, str]


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A value of a fact, where it holds (nothing: everywhere else), in each language as it was and is."""

    when: tuple[Known, ...]
    values: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    old: Version | None
    new: Version
    languages: tuple[str, ...]
    settings: tuple[Pair, ...]
    texts: tuple[TextRow, ...]
    rules: tuple[RuleRow, ...]
    values: tuple[ValueRow, ...]
    is_same: bool


def comparison_of(old: Version | None, new: Version, at: Moment, language: str) -> Comparison:
    """`new` against `old` (None: against nothing), named in this language as of the moment."""
    before, after = (old.content if old else {}), new.content
    found = difference_of(before or None, after)
    languages = _languages(before, after)
    is_fact = isinstance(new.typed, FactContent)
    return Comparison(
        old,
        new,
        languages,
        tuple(_settings(found, before, after, at, language)),
        tuple(_texts(found, before, after, languages)),
        tuple(_rules(before, after, at, language)) if any(row.kind != "same" for row in found.rows) and not is_fact else (),
        tuple(_values(old.typed if old else None, new.typed, at, language)) if is_fact else (),
        not found,
    )


def _languages(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """Of the texts of both, the source language first; empty for what has no language."""
    source = new.get("source", "")
    tags = {language for form in (old, new) for (language, _), text in texts_of(form) if text and language}
    return tuple(sorted(tags, key=lambda tag: (tag != source, tag)))


def _texts(found: Difference, old: Mapping[str, Any], new: Mapping[str, Any], languages: Sequence[str]) -> Iterable[TextRow]:
    """Texts that changed in some language, with those that did not change beside them."""
    before, after = dict(texts_of(old)), dict(texts_of(new))
    for field in dict.fromkeys(words.field for words in found.words):
        tags = [""] if ("", field) in after else languages
        cells = (Cell(tag, tuple(word_diff(before.get((tag, field), ""), after.get((tag, field), "")))) for tag in tags)
        yield TextRow(field, tuple(cells))


def _settings(found: Difference, old: Mapping[str, Any], new: Mapping[str, Any], at: Moment, language: str) -> Iterable[Pair]:
    words = ConditionWords([form["when"] for form in (old, new) if "when" in form], at, language)
    for setting in found.settings:
        if "type" in new and setting.field in OF_A_VALUE:
            continue
        if setting.field == "when":
            yield Pair("when", *(_sentence(words.of(value or {})) for value in (setting.old, setting.new)))
        else:
            yield Pair(setting.field, _plain(setting.old), _plain(setting.new))


def _sentence(conditions: Iterable[Known]) -> str:
    return " · ".join(f"{known.name}: {known.value}" for known in conditions)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None or value is True else str(value)


def _rules(old: Mapping[str, Any], new: Mapping[str, Any], at: Moment, language: str) -> Iterable[RuleRow]:
    rows = rows_of({"rules": old.get("rules", [])}, {"rules": new.get("rules", [])})
    words = ConditionWords([rule.get("when", {}) for row in rows for rule in (row.old, row.new) if rule], at, language)
    return [_rule(row, words) for row in rows]


def _rule(row: Row, words: ConditionWords) -> RuleRow:
    old, new = row.old or {}, row.new or {}
    was, now = ({known.name: known.value for known in words.of(rule.get("when", {}))} for rule in (old, new))
    when = tuple(Pair(name, was.get(name, ""), now.get(name, "")) for name in dict.fromkeys((*now, *was)))
    return RuleRow(
        row.key,
        row.kind,
        row.old_place,
        row.new_place,
        when,
        (old.get("outcome", ""), new.get("outcome", "")),
        (_plain(old.get("offers")), _plain(new.get("offers"))),
        (old.get("escalate", {}).get("queue", ""), new.get("escalate", {}).get("queue", "")),
    )


def _values(old: FactContent | None, new: FactContent, at: Moment, language: str) -> Iterable[ValueRow]:
    dimensions = dimensions_at(at, (old.dimensions if old else frozenset()) | new.dimensions)
    was = _by_condition(readings_of(old, dimensions, language) if old else ())
    now = _by_condition(readings_of(new, dimensions, language))
    for when in dict.fromkeys((*now, *was)):
        before, after = dict(was.get(when, ())), dict(now.get(when, ()))
        values = tuple(Pair(tag, before.get(tag, ""), after.get(tag, "")) for tag in dict.fromkeys((*after, *before)))
        yield ValueRow(when, values)


def _by_condition(readings: Iterable[Reading]) -> dict[tuple[Known, ...], tuple[tuple[str, str], ...]]:
    """Of two variants with the same conditions the first is the one that holds."""
    by_condition: dict[tuple[Known, ...], tuple[tuple[str, str], ...]] = {}
    for reading in readings:
        by_condition.setdefault(reading.when, reading.values)
    return by_condition
