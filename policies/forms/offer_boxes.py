"""What the fields of the editor of an offer show: what is said of it in each language, where it is made, and its limits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from policies.content.offer_sheet import OfferSheet, Pitch
from policies.forms.boxes import Box, Errors
from policies.forms.conditions import Cell, cell_of, columns_of, more_columns
from policies.forms.offer import KINDS
from policies.models import Dimension


@dataclass(frozen=True, slots=True)
class PitchBoxes:
    """What is said of the offer in one language."""

    tag: str
    is_source: bool
    title: Box
    text: Box
    reason: Box

    @property
    def name(self) -> str:
        return settings.CONTENT_LANGUAGES.get(self.tag, self.tag)


class OfferBoxes:
    """All fields of an offer's sheet. `errors` are sentences by the name of the field they are about."""

    def __init__(self, sheet: OfferSheet, dimensions: Mapping[str, Dimension], language: str, errors: Errors):
        self.sheet, self.errors, self.kinds = sheet, errors, KINDS
        columns = columns_of(sheet.columns, dimensions, language)
        self.cells: list[Cell] = [
            cell_of(f"when.{column.slug}", column, sheet.when.get(column.slug), errors) for column in columns
        ]
        self.more_columns = more_columns(sheet.columns, dimensions, language)

    @cached_property
    def languages(self) -> Sequence[PitchBoxes]:
        """Those of the store, the source first; a language without a word is left out when it is saved."""
        tags = dict.fromkeys([self.sheet.source, *settings.CONTENT_LANGUAGES, *self.sheet.languages])
        return [self._language(tag, self.sheet.languages.get(tag, Pitch())) for tag in tags]

    @cached_property
    def kind(self) -> Box:
        return self._box("kind", self.sheet.kind)

    @cached_property
    def code(self) -> Box:
        return self._box("code", self.sheet.code)

    @cached_property
    def count(self) -> Box:
        return self._box("budget.count", self.sheet.count)

    @cached_property
    def codes(self) -> Box:
        return self._box("budget.codes", "\n".join(self.sheet.codes))

    @cached_property
    def cool_down_days(self) -> Box:
        return self._box("cool_down_days", self.sheet.cool_down_days)

    @cached_property
    def fallback(self) -> Box:
        return self._box("fallback", self.sheet.fallback)

    @cached_property
    def about(self) -> Box:
        return self._box("about", self.sheet.about)

    @property
    def left_over(self) -> Iterator[tuple[str, str]]:
        """What is wrong and belongs to no field that is shown: its path and the sentence."""
        ones = (self.kind, self.code, self.count, self.codes, self.cool_down_days, self.fallback, self.about)
        shown = {box.name for box in ones} | {cell.name for cell in self.cells} | {"budget"}
        shown |= {box.name for said in self.languages for box in (said.title, said.text, said.reason)}
        return ((name, text) for name, texts in self.errors.items() if name not in shown for text in texts)

    def _language(self, tag: str, pitch: Pitch) -> PitchBoxes:
        title, text = self._box(f"titles.{tag}", pitch.title, tag), self._box(f"texts.{tag}", pitch.text, tag)
        return PitchBoxes(tag, tag == self.sheet.source, title, text, self._box(f"reasons.{tag}", pitch.reason, tag))

    def _box(self, name: str, value: str, language: str = "") -> Box:
        return Box(name, value, self.errors.get(name, ()), language)
