"""Flags: said on a card's page, answered by those who may verify the card."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from policies.answers import INTERNAL, find_card
from policies.channels import AGENTS
from policies.feedback import count_feedback
from policies.models import Subject, Version
from policies.people.verdicts import YES, no
from policies.publishing import now
from policies.readable import verifiable_by
from policies.trust.flags import flag, open_flags, open_or_not, resolve_flag
from policies.views.asked import language_of_interface
from policies.views.colleagues import for_colleagues

MAY_NOT = no(gettext_lazy("Only its owner, those named to verify it and knowledge managers can verify this."))


@require_safe
@for_colleagues
def flags(request: HttpRequest) -> HttpResponse:
    """All that nobody has answered; `card` names one card. Who may answer gets the field for it."""
    slug = request.GET.get("card", "")
    found = open_flags().filter(version__subject__slug=slug) if slug else open_flags()
    mine = set(Subject.objects.filter(verifiable_by(request.user, now().at)).values_list("pk", flat=True))
    lines = [(said, YES if said.version.subject_id in mine else MAY_NOT) for said in found[:200]]
    return render(request, "verification/flags.html", {"lines": lines, "slug": slug})


@require_POST
@for_colleagues
def flag_card(request: HttpRequest, slug: str) -> HttpResponse:
    """A colleague says that the version in force is wrong, outdated or unclear."""
    found = find_card(slug, INTERNAL, now())
    if found is None:
        raise Http404
    version = Version.objects.select_related("subject__owner").get(pk=found.live_version_id)
    kind, comment = request.POST.get("kind", ""), request.POST.get("comment", "")
    flag(version, kind, comment, by=request.user, language=language_of_interface())
    messages.success(request, _("Thank you. Those who answer for this card see your flag."))
    return redirect("card", slug)


@require_POST
@for_colleagues
def say_helpful(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether it helped the customer whom a colleague told it; only counted."""
    found = find_card(slug, INTERNAL, now())
    if found is None:
        raise Http404
    version = Version.objects.get(pk=found.live_version_id)
    count_feedback(version, request.POST.get("kind", ""), channel=AGENTS, language=language_of_interface())
    messages.success(request, _("Thank you. It is counted, without your name."))
    return redirect("card", slug)


@require_POST
@for_colleagues
def answer_flag(request: HttpRequest, number: int) -> HttpResponse:
    """What became of a flag."""
    found = get_object_or_404(open_or_not(), pk=number)
    resolve_flag(found, by=request.user, resolution=request.POST.get("resolution", ""))
    messages.success(request, _("Answered."))
    return redirect("flags")
