"""What knowledge managers type to say how cards are found."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from policies.models import Card
from search.keeping import LONGEST_QUERY
from search.kept import BestBet, SynonymSet

LANGUAGES = tuple(settings.CONTENT_LANGUAGES.items())
BETWEEN = re.compile(r"[\n\r,;]+")


class WordsForm(forms.Form):
    """One word or expression on each line."""

    words = forms.CharField(
        max_length=500,
        label=_("Words that mean the same"),
        help_text=_("One on each line: a word, or up to three words that belong together."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, kept: SynonymSet | None = None, **kwargs: Any) -> None:
        if kept is not None:
            kwargs.setdefault("initial", {"words": "\n".join(kept.words)})
        super().__init__(*args, **kwargs)

    def clean_words(self) -> list[str]:
        return [word for text in BETWEEN.split(self.cleaned_data["words"]) if (word := text.strip())]


class SynonymsForm(WordsForm):
    language = forms.ChoiceField(choices=LANGUAGES, label=_("Language"))
    field_order = ("language", "words")


class LookingForm(forms.Form):
    """What somebody would type into the search box."""

    language = forms.ChoiceField(choices=LANGUAGES, label=_("Language"))
    query = forms.CharField(max_length=LONGEST_QUERY, label=_("Words that somebody looks for"))


class PinForm(LookingForm):
    """`card` is a slug; cleaned, the card itself."""

    card = forms.CharField(
        max_length=150,
        label=_("Card that comes first"),
        help_text=_("Its name in addresses, such as cancel-order."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, bet: BestBet | None = None, **kwargs: Any) -> None:
        if bet is not None:
            kwargs.setdefault("initial", {"language": bet.language, "query": bet.query, "card": bet.card.slug})
        super().__init__(*args, **kwargs)
        if bet is not None:
            del self.fields["language"]

    def clean_card(self) -> Card:
        found = Card.objects.filter(slug=self.cleaned_data["card"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("There is no card of this name."))
        return found
