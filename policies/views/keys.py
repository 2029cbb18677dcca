"""Keys of a channel: make one, replace one, end one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from policies.content.problems import ContentError
from policies.errors import Conflict
from policies.forms.channel import KeyForm, ReplaceForm
from policies.forms.place import copy_problems
from policies.keys import create_key, read_overlap, revoke_key, rotate_key
from policies.models import Channel, ChannelKey
from policies.views.channels import channel_page, shown_once
from policies.views.colleagues import for_colleagues
from policies.views.confirming import confirmed


@require_POST
@for_colleagues
@confirmed()
def new_key(request: HttpRequest, slug: str) -> HttpResponse:
    found, form = get_object_or_404(Channel, slug=slug), KeyForm(request.POST)
    if form.is_valid():
        person = request.user if "manage" in form.cleaned_data["scopes"] else None
        try:
            made = create_key(found, by=request.user, person=person, **form.cleaned_data)
        except ContentError as error:
            copy_problems(error, form)
        except Conflict as error:
            messages.warning(request, str(error))
            return redirect("channel", slug)
        else:
            return shown_once(request, found, made.secret)
    return channel_page(request, found, key_form=form, status=422)


@require_POST
@for_colleagues
@confirmed()
def replace_key(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    key, form = _key(slug, number), ReplaceForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose until when the key that is replaced works."))
        return redirect("channel", slug)
    try:
        made = rotate_key(key, by=request.user, overlap=read_overlap(form.cleaned_data["overlap"]))
    except Conflict as error:
        messages.warning(request, str(error))
        return redirect("channel", slug)
    key.refresh_from_db()
    return shown_once(request, key.channel, made.secret, replaced=key)


@require_POST
@for_colleagues
def end_key(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    revoke_key(_key(slug, number), by=request.user)
    messages.success(request, _("Revoked. The key opens nothing any more."))
    return redirect("channel", slug)


def _key(slug: str, number: int) -> ChannelKey:
    return get_object_or_404(ChannelKey.objects.select_related("channel", "person"), pk=number, channel__slug=slug)
