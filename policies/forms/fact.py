"""What a person fills in to begin a fact; variants and other languages come in its first draft."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from policies.content.fact import FactContent
from policies.content.problems import ContentError
from policies.content.text import FACT_KEY
from policies.forms.place import PlaceForm, copy_problems
from policies.models import Subject

TYPES = [
    ("duration", _("Duration")),
    ("money", _("Money")),
    ("percent", _("Percent")),
    ("integer", _("Whole number")),
    ("decimal", _("Number")),
    ("date", _("Day")),
    ("text", _("Text")),
]


class NewFactForm(PlaceForm):
    kind = Subject.Kind.FACT
    slug = forms.RegexField(
        f"^{FACT_KEY}$",
        max_length=80,
        label=_("Name"),
        help_text=_("A group and a name with a dot between them, such as returns.window_days. It never changes."),
        error_messages={"invalid": _("Write a group and a name with a dot between them: returns.window_days.")},
    )
    about = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 2}), label=_("What it means"), help_text=_("For colleagues.")
    )
    type = forms.ChoiceField(choices=TYPES, label=_("Type"))
    value = forms.CharField(
        max_length=300, label=_("Value"), help_text=_("A number such as 30 or 4.90, a day such as 2026-12-31.")
    )
    unit = forms.CharField(
        required=False,
        max_length=10,
        label=_("Unit"),
        help_text=_("Of a duration: minute, hour, day, week, month or year; of money: a code such as USD."),
    )
    language = forms.ChoiceField(
        choices=list(settings.CONTENT_LANGUAGES.items()),
        label=_("Language"),
        help_text=_("Of a text; others come in the draft."),
    )
    field_order = ["slug", "about", "type", "value", "unit", "language", "topic", "owner"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if {"type", "value", "unit"} <= given.keys():
            try:
                FactContent.read(self.content())
            except ContentError as error:
                copy_problems(error, self)
        return given

    def content(self) -> dict[str, Any]:
        """The first draft's content."""
        given = self.cleaned_data
        value = {given["language"]: given["value"]} if given["type"] == "text" else given["value"]
        return {"type": given["type"], "value": value, "unit": given["unit"], "about": given.get("about", "")}
