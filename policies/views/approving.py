"""Approving several versions of low risk at once: first what each of them changes, then, confirmed, all of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from policies.content.problems import ContentError
from policies.events import name_of
from policies.permissions import may_review
from policies.publishing import base_for, now
from policies.review.approving_several import approve_several, may_go_together, named
from policies.review.comparing import comparison_of
from policies.views.asked import language_of_interface
from policies.views.colleagues import for_colleagues


@require_POST
@for_colleagues
def approve_chosen(request: HttpRequest) -> HttpResponse:
    """All of what was chosen or nothing."""
    chosen = request.POST.getlist("version")
    if not chosen:
        messages.error(request, _("Choose at least one of them."))
        return redirect("desk")
    if "confirmed" not in request.POST:
        return _preview(request, chosen)
    try:
        done = approve_several(chosen, by=request.user)
    except ContentError as error:
        for problem in error.problems:
            messages.error(request, problem.message)
        return redirect("desk")
    count = len(done)
    messages.success(request, ngettext("%(count)s version approved.", "%(count)s versions approved.", count) % {"count": count})
    return redirect("desk")


def _preview(request: HttpRequest, chosen: list[str]) -> HttpResponse:
    """What each of them changes against what it replaces; those that do not go are said with the reason, and left out."""
    lines, refused = [], []
    for version in named(chosen, request.user):
        verdict = may_go_together(version) and may_review(request.user, version)
        if not verdict:
            refused.append((version, verdict.reason))
            continue
        old = base_for(version.subject)
        comparison = comparison_of(old, version, now(), language_of_interface()) if old else None
        lines.append((version, name_of(version), comparison))
    return render(request, "desk/approve_several.html", {"lines": lines, "refused": refused})
