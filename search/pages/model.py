"""How the answer model does: what is held back and why, cards that clash, examples that look misplaced, check questions."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from policies.nudge import nudge
from policies.views.acting import attempt, fill
from policies.views.colleagues import for_colleagues
from search.checks import add_check, change_check, remove_check
from search.clashes import look
from search.fit_lines import fit_lines
from search.learned import CheckQuestion, Fit
from search.model.fits import publish_anyway
from search.pages.forms import CheckForm
from search.rights import may_publish_model, may_see_model
from search.tasks import refit_models

SHOWN, ON_A_PAGE = 20, 50


@require_safe
@for_colleagues
def model(request: HttpRequest) -> HttpResponse:
    """The state of every audience's model, and what could be better."""
    may_see_model(request.user).require()
    looked, is_all = look(), bool(request.GET.get("all"))
    context = {
        "fits": fit_lines(),
        "clashes": looked.clashes if is_all else looked.clashes[:SHOWN],
        "clash_count": len(looked.clashes),
        "misplaced": looked.misplaced,
        "is_ready": looked.is_ready,
        "check_count": CheckQuestion.objects.count(),
        "may_publish": may_publish_model(request.user),
        "is_all": is_all or len(looked.clashes) <= SHOWN,
    }
    return render(request, "learning/model.html", context)


@require_POST
@for_colleagues
def publish_model(request: HttpRequest, number: int) -> HttpResponse:
    """The worker fits it again, which takes seconds, and publishes it."""
    found = get_object_or_404(Fit, pk=number)
    if attempt(request, lambda: publish_anyway(found, by=request.user), _("It is published within a minute.")):
        nudge(refit_models)
    return redirect("model")


@for_colleagues
def checks(request: HttpRequest) -> HttpResponse:
    """All check questions, and a new one."""
    may_see_model(request.user).require()
    form = CheckForm(request.POST or None)
    if request.method == "POST" and fill(form, lambda given: add_check(by=request.user, **given)):
        messages.success(request, _("Added."))
        return redirect("checks")
    rows = CheckQuestion.objects.select_related("card", "changed_by").order_by("card__slug", "language", "pk")
    context = {
        "form": form,
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "may_publish": may_publish_model(request.user),
    }
    return render(request, "learning/checks.html", context, status=422 if form.errors else 200)


@for_colleagues
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Change one."""
    may_see_model(request.user).require()
    found = get_object_or_404(CheckQuestion.objects.select_related("card"), pk=number)
    usual: dict[str, Any] = {"text": found.text, "language": found.language, "card": found.card.slug}
    form = CheckForm(request.POST or None, initial=usual)
    if request.method == "POST" and fill(form, lambda given: change_check(found, by=request.user, **given)):
        messages.success(request, _("Saved."))
        return redirect("checks")
    context = {"form": form, "check": found, "may_publish": may_publish_model(request.user)}
    return render(request, "learning/check.html", context, status=422 if form.errors else 200)


@require_POST
@for_colleagues
def remove_check_question(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(CheckQuestion.objects.select_related("card"), pk=number)
    attempt(request, lambda: remove_check(found, by=request.user), _("Removed."))
    return redirect("checks")
