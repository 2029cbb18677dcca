"""A person's notices, and the chat tools that are told too."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from policies.content.problems import ContentError
from policies.forms.hook import HookForm
from policies.models import NoticeHook
from policies.notices.hooks import create_hook, host_of, may_connect, switch_hook, try_hook
from policies.notices.outgoing import NotReached
from policies.notices.telling import notices_of, see, see_all, unseen_count
from policies.notices.words import KINDS
from policies.views.colleagues import for_colleagues
from policies.views.finding import number_in

ON_A_PAGE = 50


@require_safe
@for_colleagues
def notices(request: HttpRequest) -> HttpResponse:
    """What is new first; `show=all` with what was seen, `kind` only of this kind."""
    mine, kind, shows_all = notices_of(request.user), request.GET.get("kind", ""), request.GET.get("show") == "all"
    found = mine if shows_all else mine.filter(seen_at=None)
    if kind:
        found = found.filter(kind=kind)
    known = mine.order_by().values_list("kind", flat=True).distinct()
    context = {
        "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        "unseen": unseen_count(request.user),
        "shows_all": shows_all,
        "kind": kind,
        "kinds": sorted((name, KINDS[name].name) for name in known if name in KINDS),
        "may_connect": may_connect(request.user),
    }
    return render(request, "notices/notices.html", context)


@require_POST
@for_colleagues
def see_notices(request: HttpRequest) -> HttpResponse:
    """Take note of one notice, and go where it leads with `open`; with `chosen` of several; without a number of all."""
    number = request.POST.get("notice", "")
    if "chosen" in request.POST:
        see(request.user, [number_in(chosen) for chosen in request.POST.getlist("notice")])
        return redirect("notices")
    if not number:
        see_all(request.user)
        return redirect("notices")
    found = get_object_or_404(notices_of(request.user), pk=number_in(number))
    see(request.user, [found.pk])
    return redirect(found.path if request.POST.get("open") else "notices")


@for_colleagues
def hooks(request: HttpRequest) -> HttpResponse:
    """The chat tools, and connecting another."""
    may_connect(request.user).require()
    form = HookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            hook = create_hook(by=request.user, **form.cleaned_data)
        except ContentError as error:
            for problem in error.problems:
                form.add_error(problem.field if problem.field in form.fields else None, problem.message)
        else:
            return _try(request, hook)
    found = [(hook, host_of(hook), [KINDS[kind].name for kind in hook.kinds]) for hook in NoticeHook.objects.all()]
    return render(request, "notices/hooks.html", {"hooks": found, "form": form}, status=422 if form.errors else 200)


@require_POST
@for_colleagues
def change_hook(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Switch it on or off, or send one line to see whether it arrives."""
    hook = get_object_or_404(NoticeHook, pk=pk)
    if verb == "try":
        may_connect(request.user).require()
        return _try(request, hook)
    switch_hook(hook, is_on=verb == "on", by=request.user)
    messages.success(request, _("Switched on.") if verb == "on" else _("Switched off."))
    return redirect("hooks")


def _try(request: HttpRequest, hook: Any) -> HttpResponse:
    try:
        try_hook(hook, by=request.user)
    except NotReached as error:
        messages.warning(request, _("The chat tool was not reached: %(why)s") % {"why": error})
    else:
        messages.success(request, _("The chat tool was reached: a first line stands there now."))
    return redirect("hooks")
