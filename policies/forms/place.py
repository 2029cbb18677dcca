"""What every new fact and offer has: an address that is free, a topic, and somebody who answers for it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from policies.content.problems import ContentError
from policies.forms.choices import PersonField, TopicField, check_owner
from policies.models import Subject, Topic
from policies.people.directory import possible_owners
from policies.permissions import topics_to_write


class PlaceForm(forms.Form):
    """The form of a kind of subject adds its own `slug` and what its first draft says."""

    kind: str
    topic = TopicField(Topic.objects.none(), label=_("Topic"))
    owner = PersonField(
        get_user_model().objects.none(),
        label=_("Owner"),
        help_text=_("Answers for it and keeps it true."),
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
        if Subject.objects.filter(kind=self.kind, slug=slug).exists():
            raise forms.ValidationError(_("This name is taken already."))
        return slug


def copy_problems(error: ContentError, form: forms.Form, names: Mapping[str, str] | None = None) -> None:
    """Say each problem at the field where it was typed; `names` are the fields of the form for those of the content."""
    for problem in error.problems:
        part = problem.field.split(".")[0]
        field = (names or {}).get(part, part)
        form.add_error(field if field in form.fields else None, problem.message)
