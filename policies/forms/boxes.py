"""What the fields of the editor of a card show: names, values, what can be chosen, and what is wrong with each of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

from django.conf import settings

from policies.content.document import Outcome
from policies.content.sheet import Row, Said, Sheet
from policies.forms.conditions import Cell, Column, cell_of, columns_of, more_columns
from policies.models import Dimension

MOST_LINES, FEWEST_LINES, LINE = 24, 3, 46  # Lines of a text field, and the letters that fit into one of three columns.
Errors = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Box:
    """One field. `rows` is how high a text field has to be to show all of it."""

    name: str
    value: str
    errors: Sequence[str] = ()
    language: str = ""

    @property
    def language_name(self) -> str:
        return settings.CONTENT_LANGUAGES.get(self.language, self.language)

    @property
    def rows(self) -> int:
        lines = sum(1 + len(line) // LINE for line in self.value.split("\n"))
        return min(max(lines, FEWEST_LINES), MOST_LINES)


@dataclass(frozen=True, slots=True)
class LanguageBoxes:
    """`is_late`: made for an older meaning, so that the source is served instead."""

    tag: str
    is_source: bool
    title: Box
    questions: Box
    short: Box
    body: Box
    notes: Box
    made_for: Box
    is_late: bool

    @property
    def name(self) -> str:
        return settings.CONTENT_LANGUAGES.get(self.tag, self.tag)


@dataclass(frozen=True, slots=True)
class RuleBoxes:
    """A row of the table; `place` counts from 0, as in the names of its fields, and `number` from 1, as people do."""

    place: int
    key: Box
    outcome: Box
    cells: Sequence[Cell]
    answers: Sequence[Box]
    offers: Sequence[Box]
    queue: Box
    errors: Sequence[str]

    @property
    def number(self) -> int:
        return self.place + 1


class CardBoxes:
    """All fields of a sheet. `errors` are sentences by the name of the field they are about; `meaning` is the number of the
    version at which the meaning last changed.
    """

    def __init__(self, sheet: Sheet, dimensions: Mapping[str, Dimension], language: str, errors: Errors, meaning: int):
        self.sheet, self.errors, self.meaning = sheet, errors, meaning
        self.columns: list[Column] = columns_of(sheet.columns, dimensions, language)
        self.more_columns = more_columns(sheet.columns, dimensions, language)

    @property
    def outcomes(self) -> tuple[str, ...]:
        return get_args(Outcome)

    @cached_property
    def languages(self) -> list[LanguageBoxes]:
        return [self._language(tag, said) for tag, said in self.sheet.languages.items()]

    @cached_property
    def rules(self) -> list[RuleBoxes]:
        return [self._rule(place, row) for place, row in enumerate(self.sheet.rows)]

    @property
    def more_languages(self) -> list[tuple[str, str]]:
        return [item for item in settings.CONTENT_LANGUAGES.items() if item[0] not in self.sheet.languages]

    @property
    def left_over(self) -> Iterator[tuple[str, str]]:
        """What is wrong and belongs to no field that is shown: its path and the sentence."""
        shown = {box.name for box in self._boxes()} | {f"rules.{place}" for place in range(len(self.sheet.rows))}
        shown |= {cell.name for rule in self.rules for cell in rule.cells} | {"audience", "source"}
        return ((name, text) for name, texts in self.errors.items() if name not in shown for text in texts)

    def _boxes(self) -> Iterator[Box]:
        for said in self.languages:
            yield from (said.title, said.questions, said.short, said.body, said.notes, said.made_for)
        for rule in self.rules:
            yield from (rule.key, rule.outcome, rule.queue, rule.offers[0], *rule.answers)

    def _language(self, tag: str, said: Said) -> LanguageBoxes:
        def box(part: str, value: str) -> Box:
            return self._box(f"languages.{tag}.{part}", value, tag)

        return LanguageBoxes(
            tag,
            tag == self.sheet.source,
            box("title", said.title),
            box("questions", "\n".join(said.questions)),
            box("short", said.short),
            box("body", said.body),
            box("notes", said.notes),
            made_for=box("made_for", "" if said.made_for is None else str(said.made_for)),
            is_late=isinstance(said.made_for, int) and said.made_for < self.meaning,
        )

    def _rule(self, place: int, row: Row) -> RuleBoxes:
        name = f"rules.{place}"
        offers = [self._box(f"{name}.offers", slug) for slug in (*row.offers, "")]
        return RuleBoxes(
            place,
            key=self._box(f"{name}.key", row.key),
            outcome=self._box(f"{name}.outcome", row.outcome),
            cells=[
                cell_of(f"{name}.when.{column.slug}", column, row.when.get(column.slug), self.errors) for column in self.columns
            ],
            answers=[self._box(f"{name}.texts.{tag}", row.texts.get(tag, ""), tag) for tag in self.sheet.languages],
            offers=offers,
            queue=self._box(f"{name}.escalate.queue", row.queue),
            errors=self.errors.get(name, ()),
        )

    def _box(self, name: str, value: Any, language: str = "") -> Box:
        return Box(name, value, self.errors.get(name, ()), language)
