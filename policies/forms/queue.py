"""What is said of queues: who works on a question, and where else a queue is told."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from policies.forms.choices import PersonField


class AssignForm(forms.Form):
    person = PersonField(queryset=get_user_model().objects.none(), label=_("Hand on to"))

    def __init__(self, *args: Any, people: Iterable[Any] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = get_user_model().objects.filter(pk__in=[person.pk for person in people]).order_by("username")


class AddressForm(forms.Form):
    email = forms.CharField(
        max_length=254,
        required=False,
        label=_("E-mail"),
        help_text=_("Each question is sent there, with what is known of the order and the receipt."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    url = forms.CharField(
        max_length=500,
        required=False,
        label=_("Address"),
        help_text=_("A chat room or a help desk that takes a POST of JSON. Whoever knows it can write there."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=lambda: list(settings.CONTENT_LANGUAGES.items()))
