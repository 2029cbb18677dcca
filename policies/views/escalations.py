"""Questions that wait for a person: the queues one works in, one question, and where else queues are told."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from policies.filters_of_queues import EscalationFilter
from policies.forms.queue import AddressForm, AssignForm
from policies.forms.webhook import RotateForm
from policies.models import Escalation, QueueAddress
from policies.queues.addresses import known_queues, rotate_queue_secret, set_queue_address
from policies.queues.escalating import assign, close, reopen, take
from policies.queues.rights import may_close, may_reopen, may_set_addresses, may_take, possible_takers, visible_to
from policies.queues.words import context_in_words, reason_of, title_of
from policies.views.acting import attempt, back, fill, given_in
from policies.views.asked import language_of_interface
from policies.views.colleagues import for_colleagues
from policies.views.following import offer_next
from policies.webhooks.signing import secret_of

ON_A_PAGE = 30


@require_safe
@for_colleagues
def escalations(request: HttpRequest) -> HttpResponse:
    """What waits and what somebody works on, the oldest first, unless the filter says otherwise."""
    mine = visible_to(request.user)
    narrowed = EscalationFilter(request.GET, queryset=mine, request=request)
    found = narrowed.qs if narrowed.is_valid() else mine.none()
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": narrowed,
        "page": page,
        "lines": [_line(request, escalation) for escalation in page],
        "may_set_addresses": may_set_addresses(request.user),
    }
    return render(request, "escalations/escalations.html", context)


@require_safe
@for_colleagues
def escalation(request: HttpRequest, number: int) -> HttpResponse:
    """One question, with all that can be done with it."""
    found = _find(request, number)
    people = AssignForm(people=possible_takers(found)) if may_close(request.user, found) else None
    return render(request, "escalations/escalation.html", {"line": _line(request, found), "people": people})


@require_POST
@for_colleagues
def act_on_escalation(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """What each form asks for; `state` and `by` say what it has seen."""
    found, post = _find(request, number), request.POST
    found.state = post.get("state", found.state)
    by = request.user
    if verb == "take":
        attempt(request, lambda: take(found, by=by), _("Yours now."))
    elif verb == "close":
        if attempt(request, lambda: close(found, by=by, note=post.get("note", "")), _("Closed.")):
            offer_next(request, "customers")
    elif verb == "reopen":
        attempt(request, lambda: reopen(found, by=by), _("It waits in its queue again."))
    else:
        form = AssignForm(post, people=possible_takers(found))
        if form.is_valid():
            attempt(request, lambda: assign(found, by=by, person=form.cleaned_data["person"]), _("Handed on."))
        else:
            messages.error(request, _("Choose somebody who works in this queue."))
    return back(request, "escalation", number)


@for_colleagues
def queues(request: HttpRequest) -> HttpResponse:
    """Every queue with its address, one form each."""
    may_set_addresses(request.user).require()
    name = request.POST.get("queue", "")
    known = {address.queue: address for address in QueueAddress.objects.all()}
    names = known_queues()
    forms = {queue: AddressForm(initial=_initial(known.get(queue)), prefix=queue) for queue in names}
    if request.method == "POST":
        if name not in forms:
            raise Http404
        form = forms[name] = AddressForm(request.POST, prefix=name)
        if fill(form, lambda given: set_queue_address(name, by=request.user, **given)):
            messages.success(request, _("Saved."))
            had_url = name in known and known[name].url
            return redirect("queues") if had_url or not form.cleaned_data["url"] else _secret(request, _address(name))
    rotating = {queue: RotateForm(auto_id=f"{queue}-%s") for queue in names}
    lines = [(queue, forms[queue], known.get(queue), rotating[queue]) for queue in names]
    has_errors = any(form.errors for form in forms.values())
    return render(request, "escalations/queues.html", {"lines": lines}, status=422 if has_errors else 200)


@require_POST
@for_colleagues
def rotate_queue(request: HttpRequest, queue: str) -> HttpResponse:
    """A new secret for the address of a queue, shown once."""
    may_set_addresses(request.user).require()
    found = _address(queue)

    def rotate() -> None:
        rotate_queue_secret(found, by=request.user, hours=given_in(RotateForm(request.POST))["hours"])

    if attempt(request, rotate, _("The new secret signs from now on.")):
        return _secret(request, found)
    return redirect("queues")


def _secret(request: HttpRequest, address: QueueAddress) -> HttpResponse:
    """The only page that ever has it."""
    title = _("Secret of the queue %(queue)s") % {"queue": address.queue}
    context = {"title": title, "secret": secret_of(address), "done": reverse("queues")}
    return render(request, "webhooks/secret.html", context, status=201)


def _address(queue: str) -> QueueAddress:
    return get_object_or_404(QueueAddress, queue=queue)


def _find(request: HttpRequest, number: int) -> Escalation:
    return get_object_or_404(visible_to(request.user), pk=number)


def _line(request: HttpRequest, escalation: Escalation) -> dict[str, Any]:
    language = language_of_interface()
    return {
        "escalation": escalation,
        "reason": reason_of(escalation),
        "title": title_of(escalation, language),
        "known": context_in_words(escalation, language),
        "may_take": may_take(request.user, escalation),
        "may_close": may_close(request.user, escalation),
        "may_reopen": may_reopen(request.user, escalation),
    }


def _initial(address: QueueAddress | None) -> dict[str, str]:
    return {"email": address.email, "url": address.url, "language": address.language} if address else {}
