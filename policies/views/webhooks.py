"""Webhooks: who is told what takes effect, whether it arrives, and what to do when it does not."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from policies.forms.webhook import KIND_NAMES, ReplayForm, RotateForm, SettingsForm, WebhookForm
from policies.models import Webhook, WebhookDelivery
from policies.people.oversight import may_run_channels
from policies.views.acting import attempt, fill, given_in
from policies.views.colleagues import for_colleagues
from policies.webhooks.keeping import (
    change_webhook,
    create_webhook,
    host_of,
    replay_one,
    replay_since,
    rotate_secret,
    switch_webhook,
    try_webhook,
)
from policies.webhooks.log import deliveries_of, webhooks_of
from policies.webhooks.signing import secret_of

ON_A_PAGE = 25


@for_colleagues
def webhooks(request: HttpRequest) -> HttpResponse:
    """All of them, and making another."""
    may_run_channels(request.user).require()
    made: list[Webhook] = []
    form = WebhookForm(request.POST or None, initial={"channel": request.GET.get("channel", "")})
    if request.method == "POST" and fill(form, lambda given: made.append(create_webhook(by=request.user, **given))):
        return _shown_once(request, made[0])
    lines = [(webhook, host_of(webhook), deliveries_of(webhook).first()) for webhook in webhooks_of()]
    return render(request, "webhooks/webhooks.html", {"lines": lines, "form": form}, status=422 if form.errors else 200)


@for_colleagues
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them with its log; a POST changes its settings."""
    may_run_channels(request.user).require()
    found = _find(pk)
    said = {"url": found.url, "kinds": found.kinds, "description": found.description}
    form = SettingsForm(request.POST or None, initial=said)
    if request.method == "POST" and fill(form, lambda given: change_webhook(found, by=request.user, **given)):
        messages.success(request, _("Saved."))
        return redirect("webhook", pk)
    context = {
        "webhook": found,
        "host": host_of(found),
        "kinds": [KIND_NAMES[kind] for kind in found.kinds],
        "page": Paginator(deliveries_of(found), ON_A_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "rotate": RotateForm(),
        "replay": ReplayForm(),
    }
    return render(request, "webhooks/webhook.html", context, status=422 if form.errors else 200)


@require_POST
@for_colleagues
def act_on_webhook(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Switch it on or off, try it, send again, or give it a new secret, which is shown once."""
    found, who = _find(pk), request.user
    if verb == "rotate":
        return _rotate(request, found)
    if verb == "test":
        return _try(request, found)
    if verb == "replay":
        attempt(request, lambda: _replay(request, found), _("It will be sent again."))
    else:
        switch_webhook(found, is_on=verb == "enable", by=who)
        messages.success(request, _("Switched on.") if verb == "enable" else _("Switched off."))
    return redirect("webhook", pk)


def _find(pk: int) -> Webhook:
    return get_object_or_404(webhooks_of(), pk=pk)


def _rotate(request: HttpRequest, found: Webhook) -> HttpResponse:
    changed: list[Webhook] = []

    def rotate() -> None:
        changed.append(rotate_secret(found, by=request.user, hours=given_in(RotateForm(request.POST))["hours"]))

    if attempt(request, rotate, _("The new secret signs from now on.")):
        return _shown_once(request, changed[0])
    return redirect("webhook", found.pk)


def _try(request: HttpRequest, found: Webhook) -> HttpResponse:
    tried = try_webhook(found, by=request.user)
    if tried.error:
        messages.warning(request, _("The test did not arrive: %(why)s") % {"why": tried.error})
    else:
        messages.success(request, _("The test arrived (HTTP %(status)s).") % {"status": tried.status})
    return redirect("webhook", found.pk)


def _replay(request: HttpRequest, found: Webhook) -> Any:
    message = request.POST.get("message", "")
    if message:
        return replay_one(get_object_or_404(WebhookDelivery, webhook=found, message=message), by=request.user)
    return replay_since(found, given_in(ReplayForm(request.POST))["since"], by=request.user)


def _shown_once(request: HttpRequest, found: Webhook) -> HttpResponse:
    """The only page that ever has the secret."""
    title, done = _("Secret of a webhook"), reverse("webhook", args=[found.pk])
    return render(request, "webhooks/secret.html", {"title": title, "secret": secret_of(found), "done": done}, status=201)
