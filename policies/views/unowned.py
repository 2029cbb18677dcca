"""What went to somebody because its owner left: all of it, and settling several at once after a look at what that does."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from policies.content.problems import ContentError
from policies.events import name_of
from policies.forms.people import OwnerForm
from policies.models import Subject
from policies.people.accountable import steps_for
from policies.people.owners import inherited, topics_without_owner
from policies.people.owning_several import assign_owners, confirm_owners
from policies.people.standing_in import whereabouts
from policies.people.verdicts import YES, Verdict, no
from policies.readable import appointable_by
from policies.views.colleagues import for_colleagues

REASON = gettext_lazy("Only its owner, the owner of its topic, knowledge managers and administrators can change this.")


@require_safe
@for_colleagues
def unowned(request: HttpRequest) -> HttpResponse:
    """What was inherited and is not confirmed, and topics for which nobody answers."""
    return _list(request)


def _list(request: HttpRequest, problem: str = "") -> HttpResponse:
    """With a problem: what was chosen stays."""
    chosen = request.POST.getlist("thing")
    subjects = list(inherited())
    verdicts = _verdicts(subjects, request.user)
    lines = [(subject, name_of(subject), verdicts[subject.pk], name_of(subject) in chosen) for subject in subjects]
    context = {
        "lines": lines,
        "topics": topics_without_owner(),
        "may_settle": any(verdict for _subject, _name, verdict, _chosen in lines),
        "owner_form": OwnerForm(initial={"owner": request.POST.get("owner")}),
        "problem": problem,
    }
    return render(request, "people/unowned.html", context, status=422 if problem else 200)


def _verdicts(subjects: Sequence[Subject], user: Any) -> dict[int, Verdict]:
    """As `may_appoint` says, in a few queries for all of them; whom to ask is read once for everybody."""
    at = timezone.now()
    mine = set(Subject.objects.filter(appointable_by(user, at)).order_by().values_list("pk", flat=True))
    others = [subject for subject in subjects if subject.pk not in mine]
    there = whereabouts(at) if others else None
    first = {one.pk: next((pk for pk in steps_for(one, there) if pk != user.pk), None) for one in others if there}
    people = get_user_model().objects.in_bulk({pk for pk in first.values() if pk is not None})
    refused = {pk: no(REASON, partial(people.get, asked)) for pk, asked in first.items()}
    return {subject.pk: refused.get(subject.pk, YES) for subject in subjects}


@require_POST
@for_colleagues
def settle_unowned(request: HttpRequest) -> HttpResponse:
    """First what it would do, then, confirmed, doing it: all of what was chosen or nothing."""
    chosen, is_handed_on = request.POST.getlist("thing"), request.POST.get("act") == "assign"
    form = OwnerForm(request.POST)
    if not chosen:
        return _list(request, _("Choose at least one of them."))
    if is_handed_on and not form.is_valid():
        return _list(request, _("Choose who is to answer for them."))
    person = form.cleaned_data["owner"] if is_handed_on else None
    if "confirmed" not in request.POST:
        found = [subject for subject in inherited() if name_of(subject) in chosen]
        lines = [(subject, name_of(subject), person or subject.owner) for subject in found]
        return render(request, "people/settle.html", {"lines": lines, "person": person})
    try:
        done = _settle(chosen, person, by=request.user)
    except ContentError as error:
        return _list(request, " ".join(problem.message for problem in error.problems))
    count = len(done)
    messages.success(request, ngettext("%(count)s is settled.", "%(count)s are settled.", count) % {"count": count})
    return redirect("unowned")


def _settle(chosen: list[str], person: Any, *, by: Any) -> list[Subject]:
    return confirm_owners(chosen, by=by) if person is None else assign_owners(chosen, person, by=by)
