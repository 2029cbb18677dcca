"""Channels: a new one, its settings, its ladder, and its keys."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from policies.forms.release import instant
from policies.keys import SCOPES
from policies.models import Channel
from policies.models.channel import MOST_REQUESTS
from policies.trust.ladder import LATE, RISKS, STEPS

AUDIENCES = {"public": _("Customers"), "internal": _("Colleagues only")}
CHANNEL_KINDS = {
    "chatbot": _("Chatbot"),
    "faq": _("Questions and answers"),
    "panel": _("Help-desk panel"),
    "widget": _("Chat widget"),
    "assistant": _("AI assistant"),
    "desk": _("Agents' desk"),
    "other": _("Something else"),
}
SCOPE_NAMES = {
    "answers": _("Read answers"),
    "feedback": _("Send feedback and outcomes"),
    "manage": _("Change content in my name"),
}
STEP_NAMES = {"serve": _("Serve it"), "notice": _("Serve it with a notice"), "escalate": _("Hand over to a person")}
OVERLAPS = {
    "0h": _("End at once"),
    "1h": _("Works 1 hour more"),
    "24h": _("Works 24 hours more"),
    "7d": _("Works 7 days more"),
    "30d": _("Works 30 days more"),
}
assert set(CHANNEL_KINDS) == set(Channel.Kind.values)
assert set(SCOPE_NAMES) == set(SCOPES)
assert set(STEP_NAMES) == set(STEPS)


class KeyForm(forms.Form):
    scopes = forms.MultipleChoiceField(
        label=_("What the key may do"),
        choices=list(SCOPE_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=["answers"],
    )
    note = forms.CharField(
        label=_("What it is for"), max_length=200, required=False, help_text=_("Such as the program that uses it.")
    )
    ends_at = instant(_("Ends"), _("Empty: it works until somebody revokes it."))
    # The newest key that the page showed: a form that is sent twice makes no second key.
    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)


class ReplaceForm(forms.Form):
    overlap = forms.ChoiceField(label=_("The key that is replaced"), choices=list(OVERLAPS.items()), initial="24h")


class SettingsForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=100, required=False, help_text=_("How people call it."))
    description = forms.CharField(label=_("Description"), max_length=500, required=False)
    kind = forms.ChoiceField(label=_("What it is"), choices=list(CHANNEL_KINDS.items()), initial="other")
    languages = forms.MultipleChoiceField(
        label=_("Languages it is answered in"),
        help_text=_("Nothing chosen: all of them. Whoever asks for another one gets one of these, and is told so."),
        choices=lambda: list(settings.CONTENT_LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    preferred = forms.ChoiceField(
        label=_("Which of them first"),
        help_text=_("For whoever names no language."),
        choices=lambda: [("", _("In the order above")), *settings.CONTENT_LANGUAGES.items()],
        required=False,
    )
    requests_per_minute = forms.IntegerField(
        label=_("Requests a minute"),
        help_text=_("Of each of its keys. Empty: as many as is usual."),
        min_value=1,
        max_value=MOST_REQUESTS,
        required=False,
    )
    allowed_origins = forms.CharField(
        label=_("Web pages that may call it"),
        help_text=_(
            "One a line, such as https://shop.example. Only scripts of these pages may use its keys in a browser, "
            "and only these pages may show the site's own panel or chat in a frame."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "none"}),
        required=False,
    )

    def clean_allowed_origins(self) -> list[str]:
        return str(self.cleaned_data["allowed_origins"]).split()

    def clean(self) -> dict[str, Any]:
        """The preferred language stands first among those it is answered in."""
        given: dict[str, Any] = super().clean() or {}
        languages, first = list(given.get("languages", [])), given.pop("preferred", "")
        if first and languages and first not in languages:
            self.add_error("preferred", _("Choose one of the languages above."))
        elif first:
            chosen = languages or list(settings.CONTENT_LANGUAGES)
            given["languages"] = [first, *(tag for tag in chosen if tag != first)]
        return given


class ChannelForm(SettingsForm):
    slug = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Lower-case letters, digits and hyphens, such as chatbot."),
    )  # fmt: skip
    audience = forms.ChoiceField(
        label=_("Who reads its answers"), help_text=_("This cannot be changed later."), choices=list(AUDIENCES.items()),
        initial=Channel.Audience.PUBLIC,
    )  # fmt: skip
    scopes = KeyForm.base_fields["scopes"]
    field_order = ("slug", "audience", "title", "description", "kind", "languages")


def settings_of(channel: Channel) -> dict[str, Any]:
    """As `SettingsForm` shows them."""
    names = ("title", "description", "kind", "languages", "requests_per_minute")
    origins = "\n".join(channel.allowed_origins)
    first = channel.languages[0] if channel.languages else ""
    return {name: getattr(channel, name) for name in names} | {"allowed_origins": origins, "preferred": first}


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
