"""Choosing among rows, by what they are called."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from policies.content.language import usual_case
from policies.content.problems import ContentError
from policies.people.directory import called
from policies.people.owners import require_fit

MOST_DIGITS = 18


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return called(obj)


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def clean(self, value: Any) -> Any:
        for given in value or ():
            if len(str(given)) > MOST_DIGITS:  # A database refuses to look for what no row can have.
                raise ValidationError(self.error_messages["invalid_pk_value"], "invalid_pk_value", {"pk": str(given)[:20]})
        return super().clean(value)

    def label_from_instance(self, obj: Any) -> str:
        return called(obj)


class TopicField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name(usual_case(get_language() or "en")))


def check_owner(form: forms.Form) -> None:
    """Say at its field when the owner that was chosen could not answer for anything in the topic."""
    topic, owner = form.cleaned_data.get("topic"), form.cleaned_data.get("owner")
    if topic and owner:
        try:
            require_fit(owner, topic)
        except ContentError as error:
            form.add_error("owner", error.problems[0].message)
