"""A draft as it comes from the editor: one text per language, and what kind of change it is."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.models import Version

PREFIX = "text-"


class DraftForm(forms.Form):
    significance = forms.ChoiceField(
        choices=[
            (Version.Significance.MEANING, _("The meaning changes: translations made before are no longer served")),
            (Version.Significance.WORDING, _("Only the wording changes")),
            (Version.Significance.TYPO, _("Only a typing mistake is mended")),
        ],
        label=_("Kind of change"),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    language = forms.CharField(max_length=12, required=False, label=_("Add a language"))
    new_text = forms.CharField(widget=forms.Textarea, required=False)

    def texts(self, posted: Mapping[str, str]) -> dict[str, str]:
        """Every text that was sent, by its name; a new language comes with its tag beside it."""
        texts = {name.removeprefix(PREFIX): text for name, text in posted.items() if name.startswith(PREFIX)}
        language = str(posted.get("language", "")).strip()
        return {**texts, language: posted.get("new_text", "")} if language else texts
