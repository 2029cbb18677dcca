"""One version: to read with what changed, to edit while it is a draft, and to move on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from policies.content.diff import word_diff
from policies.content.problems import ContentError, Problem
from policies.editing import differences, form_from, texts_of
from policies.errors import Conflict
from policies.findings import findings_of
from policies.forms.draft import DraftForm
from policies.forms.release import EffectForm
from policies.models import Version
from policies.permissions import may_edit, may_publish, may_review
from policies.publishing import now
from policies.readiness import problems_before_review
from policies.standing import NAMES, standing_of
from policies.touched import touched_by
from policies.usage import COMING
from policies.views.asked import language_of_interface
from policies.views.colleagues import for_colleagues
from policies.workflow import approve, publish, recall, request_changes, save_draft, submit


def find_version(user: Any, kind: str, slug: str, number: int) -> Version:
    """Raises Http404 also for a draft that is none of this person's business."""
    versions = Version.objects.visible_to(user).select_related(
        "subject__topic", "subject__owner", "subject__card", "author", "based_on", "release"
    )
    return get_object_or_404(versions, subject__kind=kind, subject__slug=slug, number=number)


@require_safe
@for_colleagues
def version(request: HttpRequest, kind: str, slug: str, number: int) -> HttpResponse:
    """What this version says, against what it replaces, and what may be done with it now."""
    found, at = find_version(request.user, kind, slug, number), now()
    is_coming = found.state in COMING
    context = {
        "version": found,
        "standing": NAMES[standing_of(found, at)],
        "findings": findings_of(found, at, language_of_interface()),
        "to_mend": problems_before_review(found, replace(at, release=found.release_id)) if found.is_editable else [],
        "touched": touched_by(found, at, seen_by=request.user) if is_coming and kind != "card" else [],
        "differences": differences(found.based_on, found),
        "texts": texts_of(found),
        "reviews": found.reviews.select_related("by"),
        "may_edit": may_edit(request.user, found),
        "may_review": may_review(request.user, found),
        "may_publish": may_publish(request.user, found),
        "effect": EffectForm(),
    }
    return render(request, "desk/version.html", context)


@for_colleagues
def edit(request: HttpRequest, kind: str, slug: str, number: int) -> HttpResponse:
    """The editor. Nothing typed is ever lost: with an error or a collision the page comes back with what was typed."""
    found = find_version(request.user, kind, slug, number)
    may_edit(request.user, found).require()
    if request.method != "POST":
        form = DraftForm(initial={"seen": found.edits, "significance": found.significance})
        return _editor(request, found, form, texts_of(found))
    form = DraftForm(request.POST)
    texts = form.texts(request.POST)
    if not form.is_valid():
        return _editor(request, found, form, texts, status=422)
    given = form.cleaned_data
    try:
        content = form_from(kind, texts)
        save_draft(found, content, by=request.user, seen=given["seen"], significance=given["significance"])
    except ContentError as error:
        return _editor(request, found, form, texts, problems=error.problems, status=422)
    except Conflict as conflict:
        return _collision(request, found, form, texts, conflict)
    messages.success(request, _("Draft saved."))
    return redirect("version", kind=kind, slug=slug, number=number)


def _editor(
    request: HttpRequest, found: Version, form: DraftForm, texts: dict[str, str], status: int = 200, **more: Any
) -> HttpResponse:
    findings = findings_of(found, now(), language_of_interface())
    context = {"version": found, "form": form, "texts": texts, "findings": findings, **more}
    return render(request, "desk/edit.html", context, status=status)


def _collision(
    request: HttpRequest, found: Version, form: DraftForm, texts: dict[str, str], conflict: Conflict
) -> HttpResponse:
    """Somebody saved first: their text beside this one, and saving again replaces theirs knowingly."""
    theirs = find_version(request.user, found.subject.kind, found.subject.slug, found.number)
    stored = texts_of(theirs)
    spans = {name: list(word_diff(stored.get(name, ""), text)) for name, text in texts.items()}
    again = DraftForm(initial={**form.cleaned_data, "seen": theirs.edits})
    problems = [Problem("", "conflict", str(conflict))]
    return _editor(request, theirs, again, texts, status=409, problems=problems, collisions=spans)


def _publish(found: Version, request: HttpRequest) -> None:
    form = EffectForm(request.POST)
    if not form.is_valid():
        raise ContentError(Problem(field, "invalid", str(error)) for field, errors in form.errors.items() for error in errors)
    publish(found, by=request.user, **form.cleaned_data)


Act = Callable[[Version, HttpRequest], object]
ACTS: dict[str, tuple[Act, Any]] = {
    "submit": (lambda found, request: submit(found, by=request.user), _("Handed in for review.")),
    "approve": (
        lambda found, request: approve(found, by=request.user, comment=request.POST.get("comment", "")),
        _("Approved. It can be published now."),
    ),
    "request-changes": (
        lambda found, request: request_changes(found, by=request.user, comment=request.POST.get("comment", "")),
        _("Given back to the author, with your comment and a new draft."),
    ),
    "recall": (
        lambda found, request: recall(found, by=request.user, comment=request.POST.get("comment", "")),
        _("Taken back. The same text goes on as a draft."),
    ),
    "publish": (_publish, _("Published. Every channel says it from that instant on.")),
}


@require_POST
@for_colleagues
def act(request: HttpRequest, kind: str, slug: str, number: int, verb: str) -> HttpResponse:
    """Submit, approve, request changes or publish; what is not ready yet is said on the version's page."""
    if verb not in ACTS:
        raise Http404
    do, message = ACTS[verb]
    try:
        do(find_version(request.user, kind, slug, number), request)
    except ContentError as error:
        for problem in error.problems:
            messages.error(request, str(problem))
    else:
        messages.success(request, message)
    return redirect("version", kind=kind, slug=slug, number=number)
