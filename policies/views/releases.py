"""Releases: prepare several changes, look at the site as it will be, hand in, approve and publish all of them at once."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from policies.content.problems import ContentError
from policies.forms.release import ReleaseForm
from policies.models import Release, Version
from policies.permissions import may_draft, may_recall_release
from policies.releases import (
    add_to_release,
    approve_release,
    create_release,
    members_of,
    publish_release,
    recall_release,
    return_release,
    submit_release,
    take_from_release,
)
from policies.review.approvals import approvals_of
from policies.views.colleagues import for_colleagues
from policies.views.finding import find_version, number_in


@require_safe
@for_colleagues
def releases(request: HttpRequest) -> HttpResponse:
    """All releases, the newest first."""
    found = Release.objects.select_related("author")[:100]
    return render(request, "desk/releases.html", {"releases": found, "may_draft": may_draft(request.user)})


@for_colleagues
def new_release(request: HttpRequest) -> HttpResponse:
    may_draft(request.user).require()
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            release = create_release(by=request.user, **form.cleaned_data)
        except ContentError as error:
            for problem in error.problems:
                form.add_error(problem.field if problem.field in form.fields else None, problem.message)
        else:
            return redirect("release", slug=release.slug)
    return render(
        request, "desk/new_release.html", {"form": form, "time_zone": settings.TIME_ZONE}, status=422 if form.errors else 200
    )


@require_safe
@for_colleagues
def release(request: HttpRequest, slug: str) -> HttpResponse:
    """What is in it, what may be done with it, and which of the person's drafts could be added."""
    found = get_object_or_404(Release.objects.select_related("author"), slug=slug)
    mine = Version.objects.filter(author_id=request.user.pk, state=Version.State.DRAFT, release=None)
    visible = set(Version.objects.visible_to(request.user).filter(release=found).values_list("pk", flat=True))
    members = members_of(found)
    in_review = found.state == Release.State.IN_REVIEW and members
    context = {
        "release": found,
        "members": [version for version in members if version.pk in visible],
        "approvals": approvals_of(members[0]) if in_review else None,
        "may_recall": may_recall_release(request.user, found),
        "drafts": mine.select_related("subject") if found.state == Release.State.DRAFT else [],
    }
    return render(request, "desk/release.html", context)


@require_POST
@for_colleagues
def add_member(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Release, slug=slug)
    drafts = Version.objects.visible_to(request.user).select_related("subject")
    version = get_object_or_404(drafts, pk=number_in(request.POST.get("version", "")))
    add_to_release(version, found, by=request.user)
    messages.success(request, _("Added to the release."))
    return redirect("release", slug=slug)


@require_POST
@for_colleagues
def remove_member(request: HttpRequest, kind: str, slug: str, number: int) -> HttpResponse:
    version = find_version(request.user, kind, slug, number)
    take_from_release(version, by=request.user)
    messages.success(request, _("Taken out of the release; it is a draft of its own again."))
    return redirect("version", kind=kind, slug=slug, number=number)


Act = Callable[[Release, HttpRequest], object]
ACTS: dict[str, tuple[Act, Any]] = {
    "submit": (lambda found, request: submit_release(found, by=request.user), gettext_lazy("Handed in for review.")),
    "approve": (
        lambda found, request: approve_release(found, by=request.user, comment=request.POST.get("comment", "")),
        gettext_lazy("Approved. It can be published now."),
    ),
    "request-changes": (
        lambda found, request: return_release(found, by=request.user, comment=request.POST.get("comment", "")),
        gettext_lazy("Given back, with your comment and new drafts."),
    ),
    "recall": (
        lambda found, request: recall_release(found, by=request.user, comment=request.POST.get("comment", "")),
        gettext_lazy("Taken back; all of it goes on as drafts."),
    ),
    "publish": (
        lambda found, request: publish_release(found, by=request.user),
        gettext_lazy("Published. All of it takes effect at the same instant."),
    ),
}


@require_POST
@for_colleagues
def act_on_release(request: HttpRequest, slug: str, verb: str) -> HttpResponse:
    """Submit, approve, give back or publish all of it; what stands in the way is named part by part."""
    if verb not in ACTS:
        raise Http404
    do, message = ACTS[verb]
    try:
        do(get_object_or_404(Release, slug=slug), request)
    except ContentError as error:
        for problem in error.problems:
            messages.error(request, str(problem))
    else:
        messages.success(request, message)
    return redirect("release", slug=slug)
