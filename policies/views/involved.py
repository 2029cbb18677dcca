"""Who stands behind a card, fact or offer: the part of its page, and the acts on it."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from policies.forms.people import OwnerForm, PartForm
from policies.models import Involvement, Subject
from policies.people.accountable import answering_for
from policies.people.involvements import involve, involved_in, release_from, unwatch, watch
from policies.people.owners import assign_owner, confirm_owner
from policies.permissions import may_appoint
from policies.views.acting import attempt, back, given_in
from policies.views.colleagues import for_colleagues
from policies.views.finding import number_in


def people_of(subject: Subject, user: Any) -> dict[str, Any]:
    """What `people/section.html` shows."""
    acting, parts = answering_for(subject, timezone.now()), involved_in(subject)
    may_change = may_appoint(user, subject)
    return {
        "acting": acting if acting.pk != subject.owner_id else None,
        "parts": parts,
        "may_change": may_change,
        "watches": any(row.person_id == user.pk for row in parts[Involvement.Part.INFORMED]),
        "owner_form": OwnerForm(initial={"owner": subject.owner_id}) if may_change else None,
        "part_form": PartForm() if may_change else None,
    }


def _involve(subject: Subject, request: HttpRequest) -> None:
    form = PartForm(request.POST)
    involve(subject, given_in(form)["part"], form.found(), by=request.user)


def _release(subject: Subject, request: HttpRequest) -> None:
    rows = Involvement.objects.select_related("person", "team").filter(subject=subject)
    row = get_object_or_404(rows, pk=number_in(request.POST.get("involvement", "")))
    release_from(subject, row.part, row.team or row.person, by=request.user)


def _assign(subject: Subject, request: HttpRequest) -> None:
    assign_owner(subject, given_in(OwnerForm(request.POST))["owner"], by=request.user)


ACTS: dict[str, tuple[Callable[[Subject, HttpRequest], object], Any]] = {
    "assign-owner": (_assign, _("The owner is changed.")),
    "confirm-owner": (lambda found, request: confirm_owner(found, by=request.user), _("The owner is confirmed.")),
    "involve": (_involve, _("Noted who has this part.")),
    "release-from": (_release, _("The part was taken away.")),
    "watch": (lambda found, request: watch(found, by=request.user), _("You will be told of changes.")),
    "unwatch": (lambda found, request: unwatch(found, by=request.user), _("You will not be told of changes any more.")),
}


@require_POST
@for_colleagues
def act_on_people(request: HttpRequest, kind: str, slug: str, verb: str) -> HttpResponse:
    """Change who stands behind it."""
    if verb not in ACTS:
        raise Http404
    do, said = ACTS[verb]
    found = get_object_or_404(Subject.objects.select_related("topic", "owner", "inherited_from"), kind=kind, slug=slug)
    attempt(request, lambda: do(found, request), said)
    return back(request, "subject", kind=kind, slug=slug)
