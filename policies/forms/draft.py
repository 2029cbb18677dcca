"""A draft as it comes from the editor: in the fields of a form or as one text per language, and what kind of change it is."""

import json
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from policies.content.sheets import OF_FIELDS, AnySheet
from policies.models import Version
from policies.models.version import CONTENT_TYPES
from policies.writing.editing import form_from, texts_of_sheet

PREFIX = "text-"
MOST_OF_A_TAB = 16


class DraftForm(forms.Form):
    significance = forms.ChoiceField(
        choices=[
            (Version.Significance.MEANING, _("The meaning changes: translations made before are no longer served")),
            (Version.Significance.WORDING, _("Only the wording changes")),
            (Version.Significance.TYPO, _("Only a typing mistake is mended")),
        ],
        label=_("Kind of change"),
        widget=forms.Select(attrs={"class": "input"}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    tab = forms.CharField(max_length=MOST_OF_A_TAB, required=False, widget=forms.HiddenInput)
    language = forms.CharField(max_length=12, required=False, label=_("Add a language"))
    new_text = forms.CharField(widget=forms.Textarea, required=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """What was sent, or is stored. `texts` say the same as `sheet`, which is None where nobody made one of them yet.

    `is_text`: it was written as text, and so it is shown again. `mine`: what was typed when somebody else was found to have
    saved first, in the form of a content, so that a field that was taken over from them can be taken back.
    """

    texts: dict[str, str]
    sheet: AnySheet | None
    seen: int
    significance: str
    tab: str
    is_text: bool = False
    mine: dict[str, Any] | None = None

    def content(self, kind: str) -> dict[str, Any]:
        """The form of the content that was written. Raises ContentError with every problem."""
        return CONTENT_TYPES[kind].read(self.sheet.form()).form() if self.sheet else form_from(kind, self.texts)


def read_entry(posted: QueryDict, version: Version) -> Entry:
    """Raises ContentError only for what nobody can type into the page."""
    in_fields = posted.get("shape") == "fields"
    sheet = OF_FIELDS[version.subject.kind](dict(posted.lists())) if in_fields else None
    seen = posted.get("seen", "")
    return Entry(
        texts_of_sheet(sheet) if sheet else _texts(posted),
        sheet,
        int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else version.edits,
        posted.get("significance", ""),
        posted.get("tab", "")[:MOST_OF_A_TAB],
        is_text=sheet is None,
        mine=_mine(posted.get("mine", "")),
    )


def new_tab() -> str:
    """A name for a page that is being opened, so that two of them do not keep their texts in one place."""
    return token_hex(MOST_OF_A_TAB // 2)


def _mine(written: str) -> dict[str, Any] | None:
    """As the page wrote it down; whatever else was sent is nothing."""
    try:
        form = json.loads(written) if written else None
    except (ValueError, RecursionError):
        return None
    return form if isinstance(form, dict) else None


def _texts(posted: QueryDict) -> dict[str, str]:
    """Every text that was sent, by its name; a new language comes with its tag beside it."""
    texts = {name.removeprefix(PREFIX): str(text) for name, text in posted.items() if name.startswith(PREFIX)}
    language = str(posted.get("language", "")).strip()
    return {**texts, language: str(posted.get("new_text", ""))} if language else texts
