"""An offer as an editor's form has it: what was typed, finished or not. Only `OfferContent.read` judges it.

Fields are named by the paths that problems name: `titles.ru`, `when.region.any`, `budget.count`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from policies.content.fact_sheet import ValueRow
from policies.content.fields import Fields, clean, columns_of, conditions_in, lines_of, listed, mapping, one, whole_number

PARTS = ("titles", "texts", "reasons")
DEFAULTS = {"source": "en", "is_public": False}


@dataclass(frozen=True, slots=True)
class Pitch:
    """What is said of an offer in one language."""

    title: str = ""
    text: str = ""
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.title.strip() or self.text.strip() or self.reason.strip())


@dataclass(frozen=True, slots=True)
class OfferSheet:
    """`columns` are the dimensions whose conditions are shown. `count` and `cool_down_days` as typed."""

    kind: str = ""
    code: str = ""
    is_public: bool = False
    source: str = "en"
    when: Mapping[str, Any] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    count: str = ""
    codes: tuple[str, ...] = ()
    cool_down_days: str = ""
    fallback: str = ""
    languages: Mapping[str, Pitch] = field(default_factory=dict)
    about: str = ""

    @property
    def rows(self) -> tuple[ValueRow, ...]:
        """Its conditions as the only row of a table."""
        return (ValueRow(self.when),)

    @property
    def new_row(self) -> ValueRow:
        return ValueRow()

    def with_table(self, rows: tuple[ValueRow, ...], columns: tuple[str, ...]) -> "OfferSheet":
        return replace(self, when=rows[0].when if rows else {}, columns=columns)

    def form(self) -> dict[str, Any]:
        """The form of the content that this says, right or wrong. Languages without a word are left out."""
        said = {tag: pitch for tag, pitch in self.languages.items() if tag == self.source or not pitch.is_empty}
        budget = {"count": whole_number(self.count), "codes": list(self.codes)}
        form: dict[str, Any] = {
            "kind": self.kind,
            "code": self.code,
            "is_public": self.is_public,
            "source": self.source,
            "when": dict(self.when),
            "budget": {name: part for name, part in budget.items() if part not in ("", [])},
            "cool_down_days": whole_number(self.cool_down_days),
            "fallback": self.fallback,
            "reasons": {tag: pitch.reason for tag, pitch in said.items() if pitch.reason.strip()},
            "about": self.about,
        }
        texts = {"titles": {tag: pitch.title for tag, pitch in said.items()}}
        texts["texts"] = {tag: pitch.text for tag, pitch in said.items()}
        return {**{name: part for name, part in form.items() if part not in ("", {}, [])}, **texts}


def offer_sheet_of(form: Mapping[str, Any]) -> OfferSheet:
    """The sheet of a content's form, also of one that would not be taken."""
    source = str(form.get("source") or DEFAULTS["source"])
    said = {part: {str(tag): str(text) for tag, text in mapping(form.get(part)).items()} for part in PARTS}
    tags = sorted({source, *(tag for texts in said.values() for tag in texts)}, key=lambda tag: (tag != source, tag))
    when, budget = mapping(form.get("when")), mapping(form.get("budget"))
    return OfferSheet(
        str(form.get("kind") or ""),
        str(form.get("code") or ""),
        form.get("is_public") is True,
        source,
        when,
        columns_of([when]),
        _text(budget.get("count")),
        tuple(str(code) for code in listed(budget.get("codes"))),
        _text(form.get("cool_down_days")),
        str(form.get("fallback") or ""),
        {tag: Pitch(*(said[part].get(tag, "") for part in PARTS)) for tag in tags},
        str(form.get("about") or ""),
    )


def read_offer_sheet(fields: Fields) -> OfferSheet:
    """What a form sent, by the names of its fields; names that mean nothing are passed over."""
    tags = dict.fromkeys(name.partition(".")[2] for name in fields if name.partition(".")[0] in PARTS)
    when = conditions_in(fields)
    return OfferSheet(
        one(fields, "kind"),
        one(fields, "code").upper(),
        "is_public" in fields,
        one(fields, "source") or "en",
        when,
        columns_of([when], (name for name in fields.get("columns", ()) if name)),
        one(fields, "budget.count"),
        tuple(code.upper() for code in lines_of(clean(one(fields, "budget.codes")))),
        one(fields, "cool_down_days"),
        one(fields, "fallback"),
        {tag: _read_pitch(fields, tag) for tag in tags},
        clean(one(fields, "about")),
    )


def _read_pitch(fields: Fields, tag: str) -> Pitch:
    """A reason is one line, however many it was typed in."""
    title, text, reason = (clean(one(fields, f"{part}.{tag}")) for part in PARTS)
    return Pitch(title, text, " ".join(lines_of(reason)))


def _text(value: Any) -> str:
    return "" if value is None else str(value)
