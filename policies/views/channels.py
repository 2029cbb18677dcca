"""Channels: who reads their answers, in which languages, and what they do with answers that are late."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from policies.channels import disable_channel, enable_channel, open_with_key, set_channel, set_ladder
from policies.content.problems import ContentError
from policies.errors import Conflict
from policies.forms.channel import (
    STEP_NAMES,
    ChannelForm,
    KeyForm,
    ReplaceForm,
    SettingsForm,
    ladder_table,
    settings_of,
    steps_from,
)
from policies.forms.place import copy_problems
from policies.keys import standing_of_key
from policies.models import Channel, ChannelKey
from policies.people.oversight import may_run_channels, may_switch_off
from policies.publishing import now
from policies.trust.consequences import bites
from policies.trust.due import every_card
from policies.trust.ladder import RISKS, with_usual
from policies.views.colleagues import for_colleagues
from policies.views.confirming import confirmed


@require_safe
@for_colleagues
def channels(request: HttpRequest) -> HttpResponse:
    """All of them with their ladders; everybody may read, some may change."""
    lines = [
        (channel, ladder_table(with_usual(channel.ladder, channel.audience), _bites(channel)))
        for channel in Channel.objects.all()
    ]
    return render(
        request, "channels/channels.html", {"lines": lines, "risks": RISKS, "may_run": may_run_channels(request.user)}
    )


@for_colleagues
def channel(request: HttpRequest, slug: str) -> HttpResponse:
    """One channel. A new ladder is shown with how many cards each choice concerns before it is saved."""
    found = get_object_or_404(Channel, slug=slug)
    if request.method == "POST":
        set_ladder(found, steps_from(request.POST), by=request.user)
        messages.success(request, _("Saved. The channel does so from now on."))
        return redirect("channel", slug)
    return channel_page(request, found)


@require_POST
@for_colleagues
def save_settings(request: HttpRequest, slug: str) -> HttpResponse:
    found, form = get_object_or_404(Channel, slug=slug), SettingsForm(request.POST)
    if form.is_valid():
        try:
            set_channel(found, by=request.user, **form.cleaned_data)
        except ContentError as error:
            copy_problems(error, form)
        else:
            messages.success(request, _("Saved. The channel does so from now on."))
            return redirect("channel", slug)
    return channel_page(request, found, settings_form=form, status=422)


@require_POST
@for_colleagues
def switch_channel(request: HttpRequest, slug: str, verb: str) -> HttpResponse:
    found = get_object_or_404(Channel, slug=slug)
    try:
        if verb == "on":
            enable_channel(found, by=request.user)
            messages.success(request, _("Switched on."))
        else:
            disable_channel(found, by=request.user)
            messages.success(request, _("Switched off. Nobody gets an answer by this channel any more."))
    except Conflict as error:  # Sent twice, or a colleague was first: it is as was wished.
        messages.warning(request, str(error))
    return redirect("channel", slug)


@for_colleagues
@confirmed()
def new_channel(request: HttpRequest) -> HttpResponse:
    may_run_channels(request.user).require()
    form = ChannelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        person = request.user if "manage" in given["scopes"] else None
        try:
            made = open_with_key(given.pop("slug"), by=request.user, person=person, **given)
        except ContentError as error:
            copy_problems(error, form)
        else:
            return shown_once(request, made.key.channel, made.secret)
    return render(request, "channels/new.html", {"form": form}, status=422 if form.errors else 200)


def channel_page(
    request: HttpRequest,
    found: Channel,
    *,
    key_form: KeyForm | None = None,
    settings_form: SettingsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """With the forms as they were sent, when something in them does not fit. Keys are shown to who may end them."""
    may_run, at = may_run_channels(request.user), timezone.now()
    keys = list(found.keys.select_related("person", "made_by", "successor")) if may_run else []
    context = {
        "channel": found,
        "table": ladder_table(with_usual(found.ladder, found.audience), _bites(found)),
        "steps": STEP_NAMES,
        "risks": RISKS,
        "keys": [(key, standing_of_key(key, at)) for key in keys],
        "key_form": key_form or KeyForm(initial={"seen": max((key.pk for key in keys), default=0)}),
        "replace_form": ReplaceForm(auto_id=False),
        "settings_form": settings_form or SettingsForm(initial=settings_of(found)),
        "may_run": may_run,
        "may_switch_off": may_switch_off(found),
    }
    return render(request, "channels/channel.html", context, status=status)


def shown_once(request: HttpRequest, found: Channel, secret: str, replaced: ChannelKey | None = None) -> HttpResponse:
    """The only page that ever has the key: the answer to the form itself. In no address, message or cookie, kept nowhere."""
    return render(request, "channels/key.html", {"channel": found, "key": secret, "replaced": replaced}, status=201)


def _bites(found: Channel) -> Any:
    at = now()
    return bites(every_card(at, found.audience), at)
