"""What is filled in about gaps and check questions."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from policies.answers import INTERNAL, visible_cards
from policies.forms.card import NewCardForm
from policies.forms.choices import PersonField
from policies.languages import match_language
from policies.models import Card
from policies.people.directory import people_with
from policies.people.roles import WRITERS
from policies.publishing import now
from search.gap_lines import GapLine


class CardField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def __init__(self, **given: Any):
        cards = Card.objects.none()
        super().__init__(queryset=cards, to_field_name="slug", empty_label=_("Choose a card"), **given)

    def label_from_instance(self, obj: Card) -> str:
        return obj.slug


def cards_to_choose() -> Any:
    """All that colleagues see now, by their addresses."""
    return Card.objects.filter(pk__in=visible_cards(INTERNAL, now()).order_by().values("pk")).order_by("slug")


class StartCardForm(NewCardForm):
    """A new card for a gap: its latest question is the title, until somebody writes a better one."""

    def __init__(self, *args: Any, line: GapLine, by: Any, **kwargs: Any):
        first = line.examples[0] if line.examples else ("en", "")
        usual = {
            "title": first[1][:300],
            "language": match_language(first[0], settings.CONTENT_LANGUAGES) or "en",
            "topic": line.gap.topic_id,
            "owner": line.owner and line.owner.pk,
        }
        super().__init__(*args, by=by, initial=usual, **kwargs)


class AddToCardForm(forms.Form):
    card = CardField(label=_("Card"), help_text=_("The questions become examples of this card, in a draft."))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["card"].queryset = cards_to_choose()  # type: ignore[attr-defined]


class DismissForm(forms.Form):
    reason = forms.CharField(max_length=300, label=_("Why no card is wanted"))


class AssignGapForm(forms.Form):
    person = PersonField(
        get_user_model().objects.none(), required=False, label=_("Who answers for it"), empty_label=_("The owner of its topic")
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_with(sorted(WRITERS))  # type: ignore[attr-defined]


class CheckForm(forms.Form):
    text = forms.CharField(max_length=1000, label=_("Question"))
    language = forms.ChoiceField(choices=lambda: list(settings.CONTENT_LANGUAGES.items()), label=_("Language"))
    card = CardField(label=_("Card that answers it"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["card"].queryset = cards_to_choose()  # type: ignore[attr-defined]
