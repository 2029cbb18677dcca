"""Channels: who reads their answers, which keys they have, and what they do with answers that are late."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from policies.channels import create_channel, set_ladder
from policies.content.problems import ContentError
from policies.forms.channel import STEP_NAMES, ChannelForm, KeyForm, ladder_table, steps_from
from policies.forms.place import copy_problems
from policies.keys import create_key, revoke_key
from policies.models import Channel, ChannelKey
from policies.people.oversight import may_run_channels
from policies.publishing import now
from policies.trust.consequences import bites
from policies.trust.due import every_card
from policies.trust.ladder import RISKS, with_usual
from policies.views.colleagues import for_colleagues


@require_safe
@for_colleagues
def channels(request: HttpRequest) -> HttpResponse:
    """All of them with their ladders; everybody may read, some may change."""
    lines = [
        (channel, ladder_table(with_usual(channel.ladder, channel.audience), _bites(channel)))
        for channel in Channel.objects.prefetch_related("keys")
    ]
    return render(
        request, "channels/channels.html", {"lines": lines, "risks": RISKS, "may_run": may_run_channels(request.user)}
    )


@for_colleagues
def channel(request: HttpRequest, slug: str) -> HttpResponse:
    """One channel. A new ladder is shown with how many cards each choice concerns before it is saved."""
    found = get_object_or_404(Channel.objects.prefetch_related("keys__person"), slug=slug)
    if request.method == "POST":
        set_ladder(found, steps_from(request.POST), by=request.user)
        messages.success(request, _("Saved. The channel does so from now on."))
        return redirect("channel", slug)
    return _channel(request, found)


@for_colleagues
def new_channel(request: HttpRequest) -> HttpResponse:
    may_run_channels(request.user).require()
    form = ChannelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        who = {"by": request.user, "person": _acts_for(request, given["scopes"])}
        try:
            key = create_channel(given["slug"], audience=given["audience"], scopes=given["scopes"], **who)
        except ContentError as error:
            copy_problems(error, form, None)
        else:
            return _shown_once(request, Channel.objects.get(slug=given["slug"]), key)
    return render(request, "channels/new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@for_colleagues
def new_key(request: HttpRequest, slug: str) -> HttpResponse:
    found, form = get_object_or_404(Channel, slug=slug), KeyForm(request.POST)
    if not form.is_valid():
        return _channel(request, found, form, status=422)
    scopes = form.cleaned_data["scopes"]
    return _shown_once(request, found, create_key(found, scopes, by=request.user, person=_acts_for(request, scopes)).secret)


@require_POST
@for_colleagues
def end_key(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    revoke_key(get_object_or_404(ChannelKey.objects.select_related("channel"), pk=number, channel__slug=slug), by=request.user)
    messages.success(request, _("Revoked. The key opens nothing any more."))
    return redirect("channel", slug)


def _channel(request: HttpRequest, found: Channel, form: KeyForm | None = None, status: int = 200) -> HttpResponse:
    context = {
        "channel": found,
        "table": ladder_table(with_usual(found.ladder, found.audience), _bites(found)),
        "steps": STEP_NAMES,
        "risks": RISKS,
        "form": form or KeyForm(),
        "may_run": may_run_channels(request.user),
    }
    return render(request, "channels/channel.html", context, status=status)


def _shown_once(request: HttpRequest, found: Channel, key: str) -> HttpResponse:
    """The only page that ever has the key; nothing of it is kept."""
    return render(request, "channels/key.html", {"channel": found, "key": key}, status=201)


def _acts_for(request: HttpRequest, scopes: list[str]) -> Any:
    return request.user if "manage" in scopes else None


def _bites(found: Channel) -> Any:
    at = now()
    return bites(every_card(at, found.audience), at)
