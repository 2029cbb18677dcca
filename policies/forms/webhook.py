"""Webhooks: a new one or other settings, a new secret, sending again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.forms.release import instant
from policies.models import Channel, Publication
from policies.webhooks.signing import MOST_HOURS

Kind = Publication.Kind
KIND_NAMES = {
    Kind.PUBLISH.value: _("What is published, begins or ends"),
    Kind.WITHDRAW.value: _("What is withdrawn"),
    Kind.TRUST.value: _("What is verified, doubted, due or overdue"),
    Kind.VOCABULARY.value: _("Topics, dimensions and settings"),
}
assert set(KIND_NAMES) == set(Kind.values)


class SettingsForm(forms.Form):
    url = forms.CharField(
        label=_("Address"), max_length=500, help_text=_("Where your system listens, with https://."),
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
    )  # fmt: skip
    description = forms.CharField(
        label=_("What it is for"), max_length=200, required=False, widget=forms.TextInput(attrs={"class": "input"})
    )
    kinds = forms.MultipleChoiceField(
        label=_("What it is told (nothing chosen: everything)"),
        required=False,
        choices=list(KIND_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
    )


class WebhookForm(SettingsForm):
    channel = forms.ModelChoiceField(
        Channel.objects.none(), label=_("Channel"), to_field_name="slug", empty_label=_("Choose a channel"),
        widget=forms.Select(attrs={"class": "input"}),
    )  # fmt: skip
    field_order = ("channel",)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = Channel.objects.filter(disabled_at=None)  # type: ignore[attr-defined]


class RotateForm(forms.Form):
    hours = forms.IntegerField(
        label=_("For how many hours the old secret stays good"), min_value=0, max_value=MOST_HOURS, initial=24,
        help_text=_("0 if it became known to somebody."), widget=forms.NumberInput(attrs={"class": "input"}),
    )  # fmt: skip


class ReplayForm(forms.Form):
    since = instant(_("Everything since"), "")
    since.required = True
