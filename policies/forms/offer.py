"""What a person fills in to begin an offer; conditions, limits and other languages come in its first draft."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from policies.content.offer import OfferContent
from policies.content.problems import ContentError
from policies.content.text import SLUG
from policies.forms.place import PlaceForm, copy_problems
from policies.models import Subject

KINDS = [
    ("free_shipping", _("Free shipping")),
    ("percent", _("Percent off")),
    ("amount", _("Amount off")),
    ("store_credit", _("Store credit")),
    ("gift", _("Gift")),
    ("pause", _("Pause")),
]


class NewOfferForm(PlaceForm):
    kind = Subject.Kind.OFFER
    slug = forms.RegexField(
        f"^{SLUG}$",
        max_length=80,
        label=_("Name"),
        help_text=_("Lower-case letters, digits and hyphens, such as free-shipping-next. It never changes."),
        error_messages={"invalid": _("Use lower-case letters, digits and single hyphens.")},
    )
    offer_kind = forms.ChoiceField(choices=KINDS, label=_("Kind"))
    code = forms.CharField(
        required=False, max_length=40, label=_("Code"), help_text=_("What the customer types; may be left out.")
    )
    title = forms.CharField(max_length=300, label=_("Title"))
    text = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), label=_("Text"), help_text=_("What is said to the customer after the answer.")
    )
    language = forms.ChoiceField(choices=list(settings.CONTENT_LANGUAGES.items()), label=_("Language"))
    field_order = ["slug", "offer_kind", "code", "title", "text", "language", "topic", "owner"]
    fields_of_content = {"titles": "title", "texts": "text", "kind": "offer_kind"}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if {"title", "text", "code", "language", "offer_kind"} <= given.keys():
            try:
                OfferContent.read(self.content())
            except ContentError as error:
                copy_problems(error, self, self.fields_of_content)
        return given

    def content(self) -> dict[str, Any]:
        """The first draft's content."""
        given = self.cleaned_data
        language = given["language"]
        return {
            "kind": given["offer_kind"],
            "code": given["code"],
            "source": language,
            "titles": {language: given["title"]},
            "texts": {language: given["text"]},
        }
