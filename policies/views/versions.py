"""One version: to read with what changed, and to move on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from policies.content.problems import ContentError, Problem
from policies.errors import Conflict
from policies.forms.release import EffectForm
from policies.models import Version
from policies.moment import Moment
from policies.permissions import may_edit, may_publish, may_recall, may_review
from policies.publishing import base_for, now
from policies.review.approvals import approvals_of
from policies.review.commenting import lines_of, read_place
from policies.review.comparing import comparison_of
from policies.review.field_names import problem_words
from policies.review.rights import may_comment, may_merge, may_restore
from policies.review.times import review_due_at
from policies.standing import NAMES, standing_of
from policies.views.asked import language_of_interface
from policies.views.colleagues import for_colleagues
from policies.views.finding import find_version
from policies.views.following import offer_next
from policies.workflow import approve, publish, recall, request_changes, submit
from policies.writing.autosaving import typed_by
from policies.writing.findings import findings_of
from policies.writing.lineage import returned_before
from policies.writing.merging import missing_in, overwriting_in
from policies.writing.readiness import problems_before_review
from policies.writing.touched import touched_by
from policies.writing.usage import COMING

__all__ = ["act", "find_version", "version"]


@require_safe
@for_colleagues
def version(request: HttpRequest, kind: str, slug: str, number: int) -> HttpResponse:
    """What this version says, against what it replaces, and what may be done with it now."""
    found, at = find_version(request.user, kind, slug, number), now()
    is_coming = found.state in COMING
    standing = standing_of(found, at)
    old = compared_with(found, at)
    context = {
        "version": found,
        "standing": NAMES[standing],
        "findings": findings_of(found, at, language_of_interface()),
        "to_mend": problems_before_review(found, replace(at, release=found.release_id)) if found.is_editable else [],
        "touched": touched_by(found, at, seen_by=request.user) if is_coming and kind != "card" else [],
        "comparison": comparison_of(old, found, at, language_of_interface()) if old else None,
        "is_live": standing == "live",
        "goes_on_in": goes_on_in(found, request.user) if found.state == Version.State.RETURNED else None,
        "is_against_live": old is not None and standing_of(old, at) == "live" and found.state in COMING,
        "lines": lines_of(found, old),
        "place": read_place(request.GET),
        "reviews": found.reviews.select_related("by"),
        "approvals": approvals_of(found),
        "due_at": review_due_at(found),
        "at": at.at,
        "missing": missing_in(found, at),
        "undone": [one for one in overwriting_in(found.subject, at) if found.pk in (one.later.pk, one.earlier.pk)],
        "typed": None if found.is_editable else typed_by(request.user, found),
        "effect": EffectForm(),
        **_verdicts(request.user, found),
    }
    return render(request, "desk/version.html", context)


def compared_with(version: Version, at: Moment) -> Version | None:
    """What it would replace while it is on its way there; afterwards what it was begun from."""
    if version.state in COMING:
        start = version.release.start if version.release else None
        return base_for(version.subject, start if start and start > at.at else None)
    return version.based_on


def goes_on_in(returned: Version, user: Any) -> Version | None:
    """The draft that the text of a version given back became, for those who may read it."""
    drafts = Version.objects.visible_to(user).filter(subject=returned.subject_id, state=Version.State.DRAFT)
    return next((draft for draft in drafts if returned_before(draft) == returned), None)


def _verdicts(user: Any, found: Version) -> dict[str, Any]:
    return {
        "may_edit": may_edit(user, found),
        "may_review": may_review(user, found),
        "may_recall": may_recall(user, found),
        "may_publish": may_publish(user, found),
        "may_comment": may_comment(user, found),
        "may_restore": may_restore(user, found),
        "may_merge": may_merge(user, found),
    }


def _publish(found: Version, request: HttpRequest) -> None:
    form = EffectForm(request.POST)
    if not form.is_valid():
        raise ContentError(Problem(field, "invalid", str(error)) for field, errors in form.errors.items() for error in errors)
    publish(found, by=request.user, **form.cleaned_data)


def _approve(found: Version, request: HttpRequest) -> Any:
    """Approve, and what to say of it: with one of two approvals it cannot be published yet."""
    approve(found, by=request.user, comment=request.POST.get("comment", ""))
    if approvals_of(found).missing:
        return _("Approved by you. Somebody else has to approve it as well.")
    return _("Approved. It can be published now.")


Act = Callable[[Version, HttpRequest], Any]
ACTS: dict[str, tuple[Act, Any]] = {
    "submit": (lambda found, request: submit(found, by=request.user), _("Handed in for review.")),
    "approve": (_approve, None),
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


# In whose queue the next thing is looked for, after these.
QUEUES = {"approve": "to_review", "request-changes": "to_review", "publish": "to_publish"}


@require_POST
@for_colleagues
def act(request: HttpRequest, kind: str, slug: str, number: int, verb: str) -> HttpResponse:
    """Submit, approve, request changes or publish; what is not ready yet is said on the version's page."""
    if verb not in ACTS:
        raise Http404
    do, message = ACTS[verb]
    try:
        said = do(find_version(request.user, kind, slug, number), request)
    except ContentError as error:
        for problem in error.problems:
            messages.error(request, problem_words(problem))
    except Conflict as conflict:
        # The page that follows shows how it stands now, and offers to merge what came between.
        messages.error(request, str(conflict))
    else:
        messages.success(request, message or said)
        if queue := QUEUES.get(verb):
            offer_next(request, queue)
    return redirect("version", kind=kind, slug=slug, number=number)
