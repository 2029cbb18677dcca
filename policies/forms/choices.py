"""Choosing among rows, by what they are called."""

from typing import Any

from django import forms
from django.utils.translation import get_language

from policies.content.language import usual_case
from policies.people import called


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return called(obj)


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return called(obj)


class TopicField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name(usual_case(get_language() or "en")))
