"""What a verifier says on the page."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy as _


class DueForm(forms.Form):
    """When it is to be checked again; empty means as usual."""

    due_on = forms.DateField(
        label=_("Check again on"), required=False, widget=forms.DateInput(attrs={"type": "date", "class": "input input--short"})
    )

    def due_at(self) -> datetime | None:
        """The start of that day in the store's time zone."""
        day = self.cleaned_data["due_on"]
        return datetime.combine(day, time.min, tzinfo=get_default_timezone()) if day else None


def answers_from(post: QueryDict, things: Iterable[str]) -> list[dict[str, Any]]:
    """Yes or no and a source for each thing; things that were not answered are left out."""
    return [
        {"thing": thing, "is_right": post[f"right-{thing}"] == "yes", "source": post.get(f"source-{thing}", "").strip()}
        for thing in things
        if post.get(f"right-{thing}") in ("yes", "no")
    ]


def sources_from(post: QueryDict) -> dict[str, str]:
    """The source for each of the chosen cards: its own, else the one for all of them."""
    shared = post.get("source", "").strip()
    return {slug: post.get(f"source-{slug}", "").strip() or shared for slug in post.getlist("card")}
