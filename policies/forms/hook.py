"""Connecting a chat tool."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from policies.notices.words import KINDS


class HookForm(forms.Form):
    title = forms.CharField(max_length=200, label=_("Name"), help_text=_("Such as the chat room's."))
    url = forms.CharField(
        max_length=500,
        label=_("Address"),
        help_text=_("The chat tool gives it for an “incoming webhook”. Whoever knows it can write into the room."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=lambda: list(settings.CONTENT_LANGUAGES.items()))
    kinds = forms.MultipleChoiceField(
        label=_("What it is told"),
        help_text=_("Nothing chosen: everything."),
        required=False,
        choices=lambda: [(name, words.name) for name, words in KINDS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
