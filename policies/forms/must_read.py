"""Making a version a must-read: days, and a question in the languages of the card."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.content.document import CardContent
from policies.notices.must_reads import MOST_DAYS
from policies.notices.questions import LONGEST


class MustReadForm(forms.Form):
    days = forms.IntegerField(
        min_value=1, max_value=MOST_DAYS, initial=7, label=_("Days to read it"), help_text=_("Counted from its publication.")
    )
    right = forms.IntegerField(
        min_value=1, required=False, label=_("Number of the right option"), help_text=_("1 is the first. Only with a question.")
    )

    def __init__(self, *args: Any, content: CardContent, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.languages = sorted(content.languages, key=lambda tag: (tag != content.source, tag))
        for language in self.languages:
            self.fields[f"text-{language}"] = forms.CharField(max_length=LONGEST, required=False, label=_("Question"))
            self.fields[f"options-{language}"] = forms.CharField(
                required=False, label=_("Options"), help_text=_("One a line."), widget=forms.Textarea(attrs={"rows": 3})
            )
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"
        for name in ("days", "right"):
            self.fields[name].widget.attrs["class"] = "input input--short"

    def in_languages(self) -> list[tuple[str, Any, Any]]:
        """Each language with its two fields."""
        return [(language, self[f"text-{language}"], self[f"options-{language}"]) for language in self.languages]

    def question(self) -> dict[str, Any]:
        """As `require_reading` takes it; empty without any."""
        given = self.cleaned_data
        pairs = ((tag, given.get(f"text-{tag}", ""), given.get(f"options-{tag}", "")) for tag in self.languages)
        return {tag: {"text": text, "options": options.splitlines()} for tag, text, options in pairs if text or options.strip()}

    def position(self) -> int | None:
        right = self.cleaned_data.get("right")
        return right - 1 if right else None
