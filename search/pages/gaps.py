"""Questions without an answer: all gaps, one of them, and what can be done about it."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from policies.views.acting import attempt, back, given_in
from policies.views.colleagues import for_colleagues
from search.gap_lines import GapLine, lines_of
from search.gaps import add_to_card, assign_gap, dismiss_gap, open_gaps, reopen_gap, start_card, visible_gaps
from search.learned import Gap
from search.pages.forms import AddToCardForm, AssignGapForm, DismissForm, StartCardForm
from search.rights import may_settle

ON_A_PAGE = 30


@require_safe
@for_colleagues
def gaps(request: HttpRequest) -> HttpResponse:
    """The most asked first. `mine` are those that wait for this person."""
    state, is_mine = request.GET.get("state", "open"), bool(request.GET.get("mine"))
    chosen = state if state in Gap.State.values else "open"
    found = visible_gaps(request.user).filter(state=chosen)
    if is_mine:
        found = found.filter(pk__in=open_gaps(request.user).order_by().values("pk"))
    ordered = found.annotate(asked=Count("questions")).order_by("-asked", "-last_at", "-pk")
    page = Paginator(ordered, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": list(lines_of(page)), "state": chosen, "is_mine": is_mine, "states": Gap.State.values}
    return render(request, "learning/gaps.html", context)


@require_safe
@for_colleagues
def gap(request: HttpRequest, number: int) -> HttpResponse:
    """One gap with its questions."""
    return _page(request, _find(request, number))


@require_POST
@for_colleagues
def act_on_gap(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """What each form asks for. A card that was begun or added to is opened where it is written."""
    line, by = _find(request, number), request.user
    if verb in ("start-card", "add-to-card"):
        return _write(request, line, verb)
    acts: dict[str, tuple[Callable[[], Any], str]] = {
        "dismiss": (lambda: dismiss_gap(line.gap, by=by, **given_in(DismissForm(request.POST))), _("Dismissed.")),
        "assign": (lambda: assign_gap(line.gap, by=by, **given_in(AssignGapForm(request.POST))), _("Handed on.")),
        "reopen": (lambda: reopen_gap(line.gap, by=by), _("It is open again.")),
    }
    attempt(request, *acts[verb])
    return back(request, "gap", number)


def _write(request: HttpRequest, line: GapLine, verb: str) -> HttpResponse:
    is_new, drafts = verb == "start-card", []
    form: Any = StartCardForm(request.POST, line=line, by=request.user) if is_new else AddToCardForm(request.POST)
    if not form.is_valid():
        return _page(request, line, start=form if is_new else None, add=None if is_new else form)
    do = start_card if is_new else add_to_card
    if not attempt(request, lambda: drafts.append(do(line.gap, by=request.user, **form.cleaned_data)), _("A draft was begun.")):
        return _page(request, line, start=form if is_new else None, add=None if is_new else form)
    (draft,) = drafts
    return redirect("edit", kind="card", slug=draft.subject.slug, number=draft.number)


def _page(request: HttpRequest, line: GapLine, *, start: Any = None, add: Any = None) -> HttpResponse:
    allowed = may_settle(request.user, line.gap)
    context = {
        "line": line,
        "may_settle": allowed,
        "start": start or StartCardForm(line=line, by=request.user),
        "add": add or AddToCardForm(initial={"card": line.gap.card and line.gap.card.slug}),
        "dismiss": DismissForm(),
        "assign": AssignGapForm(initial={"person": line.gap.owner_id}),
        "is_wrong": bool(start or add),
    }
    return render(request, "learning/gap.html", context, status=422 if start or add else 200)


def _find(request: HttpRequest, number: int) -> GapLine:
    (line,) = lines_of([get_object_or_404(visible_gaps(request.user), pk=number)])
    return line
