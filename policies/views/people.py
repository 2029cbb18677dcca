"""People: all of them, and one with roles, deputy, days of absence, and what would become of what is theirs."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from policies.errors import Conflict
from policies.forms.people import AbsenceForm, DeputyForm, RoleForm
from policies.models import Absence, Subject
from policies.people.administering import may_administer, may_deactivate, may_speak_for
from policies.people.appointments import give_role, take_role
from policies.people.attempts import locked_until, unlock
from policies.people.coming_in import has_factor, remove_factors
from policies.people.departures import deactivate, handover_of, reactivate
from policies.people.deputies import add_absence, remove_absence, set_deputy
from policies.people.directory import colleague_of
from policies.people.owners import inherited, topics_without_owner
from policies.people.roster import all_people, line_of, parts_of
from policies.people.standing_in import day_of, whereabouts
from policies.views.acting import attempt, back, given_in
from policies.views.colleagues import for_colleagues
from policies.views.confirming import confirmed
from policies.views.finding import number_in


@require_safe
@for_colleagues
def people(request: HttpRequest) -> HttpResponse:
    waiting = inherited().count() + topics_without_owner().count()
    return render(request, "people/people.html", {"lines": all_people(timezone.now()), "unowned": waiting})


@require_safe
@for_colleagues
def person(request: HttpRequest, username: str) -> HttpResponse:
    """One person, and what may be changed."""
    found = _find(username)
    may_end = may_deactivate(request.user, found)
    subjects = Subject.objects.filter(owner=found).select_related("topic").order_by("kind", "slug")
    context = {
        "person": found,
        "line": line_of(found, whereabouts(timezone.now()).absent.get(found.pk), len(subjects)),
        "subjects": subjects,
        "parts": parts_of(found),
        "teams": found.teams.order_by("title"),
        "role_form": RoleForm(),
        "may_administer": may_administer(request.user),
        "may_end": may_end,
        "handover": _handover(found) if may_end else None,
        **_door_of(request.user, found),
        **standing_in_context(request.user, found),
    }
    return render(request, "people/person.html", context)


def standing_in_context(user: Any, found: Any) -> dict[str, Any]:
    """What the part of a page about deputy and absences needs."""
    colleague = colleague_of(found)
    today = day_of(timezone.now(), colleague.time_zone)
    return {
        "person": found,
        "colleague": colleague,
        "absences": Absence.objects.filter(person=found, last_on__gte=today),
        "may_speak": may_speak_for(user, found),
        "deputy_form": DeputyForm(person=found, initial={"deputy": colleague.deputy_id}),
        "absence_form": AbsenceForm(),
    }


def _door_of(user: Any, found: Any) -> dict[str, Any]:
    """What only those see who can mend it: whether the account is locked, and whether it has a second factor."""
    if not may_administer(user) or not found.is_active:
        return {}
    return {"locked_until": locked_until(found), "has_factor": has_factor(found)}


def _handover(found: Any) -> Any:
    try:
        return handover_of(found)
    except Conflict:
        return None


def _give(found: Any, request: HttpRequest) -> None:
    give_role(found, by=request.user, **given_in(RoleForm(request.POST)))


def _take(found: Any, request: HttpRequest) -> None:
    take_role(found, by=request.user, **given_in(RoleForm(request.POST)))


def _deputy(found: Any, request: HttpRequest) -> None:
    set_deputy(found, by=request.user, **given_in(DeputyForm(request.POST, person=found)))


def _away(found: Any, request: HttpRequest) -> None:
    add_absence(found, by=request.user, **given_in(AbsenceForm(request.POST)))


def _there(found: Any, request: HttpRequest) -> None:
    row = get_object_or_404(Absence, person=found, pk=number_in(request.POST.get("absence", "")))
    remove_absence(row, by=request.user)


ACTS: dict[str, tuple[Callable[[Any, HttpRequest], object], Any]] = {
    "give-role": (_give, _("The role was given.")),
    "take-role": (_take, _("The role was taken away.")),
    "deputy": (_deputy, _("The deputy is noted.")),
    "away": (_away, _("The days of absence are noted.")),
    "there": (_there, _("The days of absence were removed.")),
    "deactivate": (
        lambda found, request: deactivate(found, by=request.user),
        _("The account has ended. What was theirs stands in the list of what nobody has confirmed yet."),
    ),
    "unlock": (lambda found, request: unlock(found, by=request.user), _("The account is unlocked.")),
    "remove-factors": (
        lambda found, request: remove_factors(found, by=request.user),
        _("The second factor is gone. The next log-in asks for the password alone."),
    ),
    "reactivate": (lambda found, request: reactivate(found, by=request.user), _("The account is active again.")),
}

# Whoever does these decides who may do what: they ask who it is once more.
SENSITIVE = ("give-role", "take-role", "deactivate", "reactivate", "unlock", "remove-factors")


@require_POST
@for_colleagues
@confirmed(SENSITIVE)
def act_on_person(request: HttpRequest, username: str, verb: str) -> HttpResponse:
    """Roles, deputy, absences, and the end of an account."""
    if verb not in ACTS:
        raise Http404
    do, said = ACTS[verb]
    found = _find(username)
    attempt(request, lambda: do(found, request), said)
    return back(request, "person", username=username)


def _find(username: str) -> Any:
    people = get_user_model().objects.select_related("colleague__deputy").prefetch_related("groups", "topic_roles__topic")
    return get_object_or_404(people, username=username)
