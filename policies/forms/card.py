"""What a person fills in to begin a card; everything else is written in its first draft."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from policies.forms.choices import PersonField, TopicField, check_owner
from policies.models import Card, Topic
from policies.people.directory import possible_owners
from policies.permissions import topics_to_write


class NewCardForm(forms.Form):
    slug = forms.RegexField(
        r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
        max_length=80,
        label=_("Address"),
        help_text=_("Lower-case letters, digits and hyphens, such as cancel-order. It never changes."),
        error_messages={"invalid": _("Use lower-case letters, digits and single hyphens.")},
    )
    title = forms.CharField(max_length=300, label=_("Title"), help_text=_("The question a customer asks."))
    short = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("Short answer"),
        help_text=_("One or two sentences, true in every case."),
    )
    language = forms.ChoiceField(choices=list(settings.CONTENT_LANGUAGES.items()), label=_("Language"))
    topic = TopicField(Topic.objects.none(), label=_("Topic"))
    owner = PersonField(
        get_user_model().objects.none(),
        label=_("Owner"),
        help_text=_("Answers for the card and keeps it true."),
    )
    risk = forms.ChoiceField(
        choices=[("low", _("Low")), ("medium", _("Medium")), ("high", _("High"))], initial="medium", label=_("Risk")
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = topics_to_write(by)  # type: ignore[attr-defined]
        self.fields["owner"].queryset = possible_owners()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        check_owner(self)
        return given

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if Card.objects.filter(kind="card", slug=slug).exists():
            raise forms.ValidationError(_("There is a card with this address already."))
        return slug

    def content(self) -> dict[str, Any]:
        """The first draft's content."""
        given = self.cleaned_data
        texts = {"title": given["title"], "short": given["short"]}
        return {"source": given["language"], "languages": {given["language"]: texts}}
