"""Any two versions of one thing beside each other; comments on lines; and an old version as a new draft."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from policies.content.problems import ContentError
from policies.models import Subject, Version
from policies.publishing import now
from policies.review.commenting import read_place
from policies.review.comparing import comparison_of
from policies.review.rights import may_restore
from policies.standing import NAMES, standing_of
from policies.views.asked import language_of_interface
from policies.views.colleagues import for_colleagues
from policies.views.finding import find_version
from policies.workflow import comment, revert


@require_safe
@for_colleagues
def compare(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """`?from=3&to=5`; without a choice the last two versions that the person may read."""
    subject = get_object_or_404(Subject, kind=kind, slug=slug)
    related = ("subject__topic", "subject__owner", "subject__card", "author", "based_on")
    versions = list(Version.objects.visible_to(request.user).filter(subject=subject).select_related(*related))
    if not versions:
        raise Http404
    new = _chosen(versions, request.GET.get("to"), versions[0])
    old = _chosen(versions, request.GET.get("from"), next((one for one in versions if one.number < new.number), new))
    at = now()
    context = {
        "subject": subject,
        "versions": [(version, NAMES[standing_of(version, at)]) for version in versions],
        "old": old,
        "new": new,
        "comparison": comparison_of(old, new, at, language_of_interface()),
    }
    return render(request, "desk/compare.html", context)


def _chosen(versions: list[Version], asked: str | None, otherwise: Version) -> Version:
    """Raises Http404 for a number that is none of these."""
    if asked is None or asked == "":
        return otherwise
    for version in versions:
        if str(version.number) == asked:
            return version
    raise Http404


@require_POST
@for_colleagues
def comment_on_line(request: HttpRequest, kind: str, slug: str, number: int) -> HttpResponse:
    """Back to the line that was commented on."""
    found = find_version(request.user, kind, slug, number)
    text, line = read_place(request.POST)
    try:
        comment(found, text=text, line=line, body=request.POST.get("body", ""), by=request.user)
    except ContentError as error:
        for problem in error.problems:
            messages.error(request, problem.message)
    page: dict[str, Any] = {"kind": kind, "slug": slug, "number": number}
    return redirect(f"{reverse('version', kwargs=page)}#line-{text}-{line}")


@require_POST
@for_colleagues
def restore(request: HttpRequest, kind: str, slug: str, number: int) -> HttpResponse:
    """An older version's text as a new draft."""
    found = find_version(request.user, kind, slug, number)
    may_restore(request.user, found).require()
    draft = revert(found.subject, found, by=request.user)
    messages.success(request, _("Version %(number)s is a new draft now.") % {"number": number})
    return redirect("version", kind=kind, slug=slug, number=draft.number)
