"""Saying "still right": a person's queue, one card thing by thing, and several at once."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from policies.content.problems import ContentError, Problem
from policies.forms.verifying import DueForm, answers_from, sources_from
from policies.models import Subject, Version
from policies.people.oversight import may_see_habits
from policies.permissions import may_verify
from policies.publishing import in_force, now
from policies.readable import verifiable_by
from policies.trust.checking import Checking, checking_of
from policies.trust.due import standings, to_verify
from policies.trust.flags import open_flags
from policies.trust.opened import opened_by, seconds_since
from policies.trust.suspicion import least_of_lot
from policies.trust.verifying import Checked, things_to_check, verify, verify_all
from policies.views.asked import language_of_interface
from policies.views.colleagues import for_colleagues
from policies.views.following import offer_next

QUEUE = "queue"


@require_safe
@for_colleagues
def verify_queue(request: HttpRequest) -> HttpResponse:
    """What this person may verify and is due or will be soon, and what customers and colleagues have flagged of it."""
    return _queue(request)


def _queue(request: HttpRequest, problem: str = "") -> HttpResponse:
    """With a problem: what was chosen and typed stays."""
    at, given = now(), request.POST
    chosen = given.getlist("card")
    mine = Subject.objects.filter(verifiable_by(request.user, at.at))
    queue = [(standing, standing.subject.slug) for standing in to_verify(request.user, at)]
    context = {
        "queue": [(standing, slug in chosen, given.get(f"source-{slug}", "")) for standing, slug in queue],
        "source": given.get("source", ""),
        "problem": problem,
        "flags": open_flags().filter(version__subject__in=mine).count(),
        "opened": given.get("opened") or opened_by(request.user, QUEUE),
        "may_see_habits": may_see_habits(request.user),
    }
    return render(request, "verification/queue.html", context, status=422 if problem else 200)


@for_colleagues
def verify_card(request: HttpRequest, slug: str) -> HttpResponse:
    """One card: what changed, and "still right?" of each rule and fact. What was typed stays when something is missing."""
    at = now()
    version = in_force(Subject.Kind.CARD, [slug], at).get(slug)
    if version is None:
        raise Http404
    may_verify(request.user, version.subject).require()
    form = DueForm(request.POST or None)
    if request.method != "POST":
        return _page(request, checking_of(version, at, language_of_interface()), form)
    answers = answers_from(request.POST, things_to_check(version))
    try:
        if not form.is_valid():
            raise ContentError.one("due_on", "invalid", _("Write a day."))
        seconds = seconds_since(request.POST.get("opened", ""), request.user, f"{slug}:{version.pk}")
        done = verify(version, by=request.user, answers=answers, due_at=form.due_at(), seconds=seconds)
    except ContentError as error:
        checking = checking_of(version, at, language_of_interface())
        return _page(request, checking, form, answers=answers, problems=error.problems, status=422)
    return _after(request, version, done)


def _page(
    request: HttpRequest, checking: Checking, form: DueForm, *, status: int = 200, answers: Any = (), problems: Any = ()
) -> HttpResponse:
    said = {answer["thing"]: answer for answer in answers}
    wrong = {problem.field.removeprefix("answers."): problem.message for problem in problems}
    version = checking.version
    lines = [
        {
            "question": replace(question, source=said.get(question.thing, {}).get("source", question.source)),
            "is_right": said.get(question.thing, {}).get("is_right"),
            "problem": wrong.pop(question.thing, ""),
        }
        for question in checking.questions
    ]
    context = {
        "checking": checking,
        "version": version,
        "card": version.subject,
        "state": checking.basis.state_at(now().at),
        "lines": lines,
        "form": form,
        "problems": [Problem("", "invalid", message) for message in wrong.values()],
        "opened": request.POST.get("opened") or opened_by(request.user, f"{version.subject.slug}:{version.pk}"),
    }
    return render(request, "verification/card.html", context, status=status)


def _after(request: HttpRequest, version: Version, done: Checked) -> HttpResponse:
    """To the next card of the queue, if that is wanted; after a "no" to where the card is mended."""
    slug = version.subject.slug
    if done.is_doubt:
        messages.warning(request, _("Noted as doubted, with your reason. Start a draft to put it right."))
        return redirect("subject", kind="card", slug=slug)
    messages.success(request, _("Verified."))
    if "next" not in request.POST:
        offer_next(request, "to_verify")
        return redirect("verify_queue")
    queue = [standing.subject.slug for standing in to_verify(request.user, now())]
    following = next((other for other in queue if other != slug), None)
    return redirect("verify_card", following) if following else redirect("verify_queue")


@require_POST
@for_colleagues
def verify_several(request: HttpRequest) -> HttpResponse:
    """First what it would do, then, confirmed, doing it: all of the chosen cards or none."""
    sources = sources_from(request.POST)
    chosen = standings(sources, now())
    missing = [slug for slug, source in sources.items() if not source]
    if not sources:
        return _queue(request, _("Choose at least one card."))
    if missing:
        problem = _("Say what shows it, for each card or once for all: %(cards)s.") % {"cards": ", ".join(missing)}
        return _queue(request, problem)
    if "confirmed" not in request.POST:
        context = {
            "chosen": [(standing, sources[standing.subject.slug]) for standing in chosen],
            "least": least_of_lot(len(chosen)),
            "opened": request.POST.get("opened", ""),
        }
        return render(request, "verification/several.html", context)
    done = verify_all(sources, by=request.user, seconds=seconds_since(request.POST.get("opened", ""), request.user, QUEUE))
    count = len(done)
    messages.success(request, ngettext("%(count)s card verified.", "%(count)s cards verified.", count) % {"count": count})
    return redirect("verify_queue")
