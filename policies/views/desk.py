"""The desk: a person's queues, a subject with its versions, and beginning something new."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from policies.desk import queues_of
from policies.forms.card import NewCardForm
from policies.models import Subject, Version
from policies.outcomes import counts_at
from policies.permissions import may_draft, may_withdraw
from policies.publishing import now
from policies.review.times import overdue_reviews
from policies.standing import NAMES, standing_of
from policies.timeline import timeline_of
from policies.views.colleagues import for_colleagues
from policies.views.desk_lines import sections_of
from policies.views.involved import people_of
from policies.workflow import create_card, start_draft, withdraw
from policies.writing.merging import overwriting_in
from policies.writing.usage import where_used


@require_safe
@for_colleagues
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for this person."""
    late = frozenset(version.pk for version in overdue_reviews(now().at))
    sections = sections_of(queues_of(request.user), late)
    context = {
        "sections": [section for section in sections if section.count],
        "empty": [section for section in sections if not section.count],
        "may_draft": may_draft(request.user),
    }
    return render(request, "desk/desk.html", context)


@require_safe
@for_colleagues
def subject(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """A card, fact or offer with all its versions."""
    found = get_object_or_404(Subject.objects.select_related("topic", "owner", "inherited_from", "card"), kind=kind, slug=slug)
    at = now()
    versions = Version.objects.visible_to(request.user).filter(subject=found).select_related("subject", "author")
    context = {
        "subject": found,
        "versions": [(version, NAMES[standing_of(version, at)]) for version in versions],
        "line": timeline_of(found, at),
        "undone": overwriting_in(found, at),
        "counts": counts_at(found, at) if kind == Subject.Kind.OFFER else None,
        "uses": where_used(kind, slug, at, seen_by=request.user),
        "people": people_of(found, request.user),
        "may_draft": may_draft(request.user, found),
        "may_withdraw": may_withdraw(request.user, found),
    }
    return render(request, "desk/subject.html", context)


@for_colleagues
def new_card(request: HttpRequest) -> HttpResponse:
    """Begin a card: its address and a first draft."""
    may_draft(request.user).require()
    form = NewCardForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        place = {key: given[key] for key in ("slug", "topic", "owner", "risk")}
        draft = create_card(**place, content=form.content(), by=request.user)
        return redirect("edit", kind="card", slug=draft.subject.slug, number=draft.number)
    return render(request, "desk/new_card.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@for_colleagues
def begin_draft(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """A draft on top of what was published last."""
    found = get_object_or_404(Subject, kind=kind, slug=slug)
    draft = start_draft(found, by=request.user)
    return redirect("edit", kind=kind, slug=slug, number=draft.number)


@require_POST
@for_colleagues
def withdraw_subject(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """End the subject in all its languages, now."""
    found = get_object_or_404(Subject.objects.select_related("owner"), kind=kind, slug=slug)
    withdraw(found, by=request.user)
    messages.success(request, _("Withdrawn. No channel says it any more."))
    return redirect("subject", kind=kind, slug=slug)
