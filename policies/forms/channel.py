"""Channels: a new one, a new key, and the ladder."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from policies.keys import SCOPES
from policies.models import Channel
from policies.trust.ladder import LATE, RISKS, STEPS

AUDIENCES = {"public": _("Customers"), "internal": _("Colleagues only")}
SCOPE_NAMES = {
    "answers": _("Read answers"),
    "feedback": _("Send feedback and outcomes"),
    "manage": _("Change content in my name"),
}
STEP_NAMES = {"serve": _("Serve it"), "notice": _("Serve it with a notice"), "escalate": _("Hand over to a person")}
assert set(SCOPE_NAMES) == set(SCOPES)
assert set(STEP_NAMES) == set(STEPS)


class KeyForm(forms.Form):
    scopes = forms.MultipleChoiceField(
        label=_("What the key may do"),
        choices=list(SCOPE_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=["answers"],
    )


class ChannelForm(KeyForm):
    slug = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Lower-case letters, digits and hyphens, such as chatbot."),
        widget=forms.TextInput(attrs={"class": "input"}),
    )  # fmt: skip
    audience = forms.ChoiceField(
        label=_("Who reads its answers"), choices=list(AUDIENCES.items()), initial=Channel.Audience.PUBLIC,
        widget=forms.Select(attrs={"class": "input"}),
    )  # fmt: skip
    field_order = ("slug", "audience", "scopes")


def steps_from(post: QueryDict) -> dict[str, dict[str, str]]:
    """The ladder that the page's table says; read by `ladder.read_ladder`, which refuses what is none."""
    return {state: {risk: post.get(f"{state}-{risk}", "") for risk in RISKS} for state in LATE}


def ladder_table(steps: Mapping[str, Mapping[str, str]], bites: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A row for due and one for expired, with a cell for each risk: the step, the choices, how many cards it concerns."""
    return [
        {
            "state": state,
            "cells": [
                {"name": f"{state}-{risk}", "risk": risk, "step": steps[state][risk], "bite": bites[state][risk]}
                for risk in RISKS
            ],
        }
        for state in LATE
    ]
