"""A card's content as an editor's form has it: texts by language, and each rule as one row with its answers.

A sheet may be half finished. It reads whatever a form sends and never loses a word; only `CardContent.read` judges it. Fields
are named by the paths that problems name: `languages.en.short`, `rules.2.when.order_stage.any`, `rules.2.texts.ru`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from policies.content.fields import Fields, clean, columns_of, conditions_in, lines_of, listed, mapping, one

PARTS = ("title", "short", "body", "notes")
MOST_ROWS = 1000  # More than a content may have, so that it is refused by that and not cut off here.
ROW = re.compile(r"rules\.([0-9]{1,4})\.(.+)", re.DOTALL)
LANGUAGE = re.compile(r"languages\.([A-Za-z0-9-]{1,40})\.([a-z_]+)")


@dataclass(frozen=True, slots=True)
class Said:
    """The texts of one language that belong to no rule."""

    title: str = ""
    questions: tuple[str, ...] = ()
    short: str = ""
    body: str = ""
    notes: str = ""
    made_for: Any = None

    @property
    def is_empty(self) -> bool:
        return not (self.title or self.questions or self.short or self.body or self.notes)


@dataclass(frozen=True, slots=True)
class Row:
    """A rule. `when` holds conditions in the form that content has them in, as far as they are one; `texts` are by language."""

    key: str = ""
    outcome: str = ""
    when: Mapping[str, Any] = field(default_factory=dict)
    offers: tuple[str, ...] = ()
    queue: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)

    def again(self) -> "Row":
        """Another one that says the same; it gets a name of its own."""
        return replace(self, key="")


@dataclass(frozen=True, slots=True)
class Sheet:
    """`columns` are the dimensions that the table shows: those of the conditions, and those that were asked for."""

    source: str
    audience: str = "public"
    languages: Mapping[str, Said] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    columns: tuple[str, ...] = ()

    @property
    def new_row(self) -> Row:
        return Row()

    def with_table(self, rows: tuple[Row, ...], columns: tuple[str, ...]) -> "Sheet":
        return replace(self, rows=rows, columns=columns)

    @property
    def keys(self) -> list[str]:
        """The key of each row in the content: a row without one gets one, and no two have the same."""
        keys: list[str] = []
        taken = {row.key for row in self.rows}
        for number, row in enumerate(self.rows, 1):
            wanted = row.key or f"rule-{number}"
            is_free = wanted not in keys and (row.key or wanted not in taken)
            keys.append(wanted if is_free else _unused(wanted, taken | set(keys)))
        return keys

    def form(self) -> dict[str, Any]:
        """The form of the content that this says, right or wrong. Languages without a word are left out."""
        keys = self.keys
        written = {tag for row in self.rows for tag, text in row.texts.items() if text.strip()}
        tags = [tag for tag, said in self.languages.items() if tag == self.source or tag in written or not said.is_empty]
        return {
            "audience": self.audience,
            "source": self.source,
            "rules": [_rule(key, row) for key, row in zip(keys, self.rows, strict=True)],
            "languages": {tag: _texts(tag, self.languages[tag], keys, self.rows) for tag in tags},
        }


def sheet_of(form: Mapping[str, Any]) -> Sheet:
    """The sheet of a content's form, also of one that would not be taken. Texts of rules that do not exist become rows."""
    languages = {str(tag): mapping(texts) for tag, texts in mapping(form.get("languages")).items()}
    source = str(form.get("source") or next(iter(languages), "en"))
    rules = [mapping(rule) for rule in listed(form.get("rules"))]
    keys = [str(rule.get("key") or "") for rule in rules]
    strays = dict.fromkeys(str(key) for texts in languages.values() for key in mapping(texts.get("texts")) if key not in keys)
    rows = tuple(_row(rule, languages) for rule in (*rules, *({"key": key} for key in strays)))
    ordered = sorted(languages, key=lambda tag: (tag != source, tag))
    said = {tag: _said(languages[tag]) for tag in ordered} or {source: Said()}
    return Sheet(source, str(form.get("audience") or "public"), said, rows, columns_of(row.when for row in rows))


def read_sheet(fields: Fields) -> Sheet:
    """What a form sent, by the names of its fields; names that mean nothing are passed over."""
    said: dict[str, dict[str, str]] = {}
    rows: dict[int, dict[str, Sequence[str]]] = {}
    for name, values in fields.items():
        if found := LANGUAGE.fullmatch(name):
            said.setdefault(found[1], {})[found[2]] = clean(values[-1]) if values else ""
        elif found := ROW.fullmatch(name):
            rows.setdefault(int(found[1]), {})[found[2]] = [clean(value) for value in values]
    read = tuple(_read_row(rows[number]) for number in sorted(rows)[:MOST_ROWS])
    languages = {tag: _read_said(texts) for tag, texts in said.items()}
    source = one(fields, "source") or next(iter(languages), "en")
    columns = columns_of((row.when for row in read), (name for name in fields.get("columns", ()) if name))
    return Sheet(source, one(fields, "audience") or "public", languages or {source: Said()}, read, columns)


def _read_said(texts: Mapping[str, str]) -> Said:
    made_for = texts.get("made_for", "").strip()
    questions = lines_of(texts.get("questions", ""))
    parts = {part: texts.get(part, "") for part in PARTS}
    known = None if not made_for or "is_current" in texts else int(made_for) if made_for.isdecimal() else made_for
    return Said(**parts, questions=questions, made_for=known)


def _read_row(given: Mapping[str, Sequence[str]]) -> Row:
    texts = {name.removeprefix("texts."): values[-1] for name, values in given.items() if name.startswith("texts.") and values}
    return Row(
        key=re.sub(r"\s+", "-", one(given, "key").lower()),
        outcome=one(given, "outcome"),
        when=conditions_in(given),
        offers=tuple(offer.strip() for offer in given.get("offers", ()) if offer.strip()),
        queue=one(given, "escalate.queue"),
        texts=texts,
    )


def _rule(key: str, row: Row) -> dict[str, Any]:
    rule: dict[str, Any] = {"key": key, **({"when": dict(row.when)} if row.when else {}), "outcome": row.outcome}
    if row.offers:
        rule["offers"] = list(row.offers)
    if row.queue:
        rule["escalate"] = {"queue": row.queue}
    return rule


def _texts(tag: str, said: Said, keys: Sequence[str], rows: Sequence[Row]) -> dict[str, Any]:
    texts: dict[str, Any] = {"title": said.title, "questions": list(said.questions), "short": said.short}
    texts |= {part: text for part in ("body", "notes") if (text := getattr(said, part))}
    answers = {key: text for key, row in zip(keys, rows, strict=True) if (text := row.texts.get(tag, "")).strip()}
    if answers:
        texts["texts"] = answers
    return texts if said.made_for is None else {**texts, "made_for": said.made_for}


def _row(rule: Mapping[str, Any], languages: Mapping[str, Mapping[str, Any]]) -> Row:
    key = str(rule.get("key") or "")
    texts = {tag: str(mapping(said.get("texts"))[key]) for tag, said in languages.items() if key in mapping(said.get("texts"))}
    return Row(
        key=key,
        outcome=str(rule.get("outcome") or ""),
        when=mapping(rule.get("when")),
        offers=tuple(str(offer) for offer in listed(rule.get("offers"))),
        queue=str(mapping(rule.get("escalate")).get("queue") or ""),
        texts=texts,
    )


def _said(texts: Mapping[str, Any]) -> Said:
    parts = {part: str(texts.get(part) or "") for part in PARTS}
    questions = tuple(str(question) for question in listed(texts.get("questions")))
    return Said(**parts, questions=questions, made_for=texts.get("made_for"))


def _unused(key: str, taken: set[str]) -> str:
    number = 2
    while f"{key}-{number}" in taken:
        number += 1
    return f"{key}-{number}"
