"""What every new fact and offer has: an address that is free, a topic, and somebody who answers for it."""

from collections.abc import Mapping

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from policies.content.problems import ContentError
from policies.models import Subject, Topic
from policies.permissions import APPROVERS


class PlaceForm(forms.Form):
    """The form of a kind of subject adds its own `slug` and what its first draft says."""

    kind: str
    topic = forms.ModelChoiceField(Topic.objects.all(), label=_("Topic"))
    owner = forms.ModelChoiceField(
        get_user_model().objects.filter(is_active=True, groups__name__in=APPROVERS).distinct(),
        label=_("Owner"),
        help_text=_("Answers for it and keeps it true."),
    )

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
