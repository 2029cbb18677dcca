"""When something takes effect: instants at the minute, in the store's time zone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MINUTE = "%Y-%m-%dT%H:%M"


def instant(label: Any, help_text: Any) -> forms.DateTimeField:
    """A field for an instant; the browser's own picker, no seconds."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE)
    return forms.DateTimeField(
        input_formats=[MINUTE, "%Y-%m-%d %H:%M", "%Y-%m-%d"], required=False, label=label, help_text=help_text, widget=widget
    )


class EffectForm(forms.Form):
    start = instant(_("Takes effect"), _("Empty: as soon as it is published."))
    until = instant(_("Ends"), _("Empty: it stays in force. Afterwards what was in force before holds again."))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        start, until = given.get("start"), given.get("until")
        if start and until and until <= start:
            self.add_error("until", _("The end must come after the beginning."))
        return given


class ReleaseForm(EffectForm):
    title = forms.CharField(max_length=200, label=_("Title"))
    slug = forms.RegexField(
        r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
        max_length=80,
        label=_("Address"),
        help_text=_("Lower-case letters, digits and hyphens, such as holiday-returns."),
        error_messages={"invalid": _("Use lower-case letters, digits and single hyphens.")},
    )
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}), label=_("What it is for"))
    field_order = ("title", "slug", "start", "until", "note")
