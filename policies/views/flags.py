"""Flags: said on a card's page, answered by those who may verify the card."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from policies.answers import INTERNAL, find_card
from policies.arguments import require_choice
from policies.channels import AGENTS
from policies.feedback import count_feedback
from policies.figures.period import read_period
from policies.models import Flag, Subject, Version
from policies.people.verdicts import YES, no
from policies.publishing import now
from policies.readable import verifiable_by
from policies.trust.flags import flag, open_flags, open_or_not, resolve_flag
from policies.views.acting import back
from policies.views.asked import language_of_interface
from policies.views.colleagues import for_colleagues

ON_A_PAGE = 100
MAY_NOT = no(gettext_lazy("Only its owner, those named to verify it and knowledge managers can verify this."))


@require_safe
@for_colleagues
def flags(request: HttpRequest) -> HttpResponse:
    """All that nobody has answered, with `show=all` what was, too; `card`, `kind`, `since` and `until` narrow it."""
    asked = request.GET
    slug, kind, shows_all = asked.get("card", ""), asked.get("kind", ""), asked.get("show") == "all"
    if kind:
        require_choice("kind", kind, Flag.Kind.values)
    found = open_or_not() if shows_all else open_flags()
    period = read_period(asked) if asked.get("since") or asked.get("until") else None
    wanted = {"version__subject__slug": slug, "kind": kind}
    found = found.filter(**{name: value for name, value in wanted.items() if value})
    if period is not None:
        found = found.filter(at__gte=period.start, at__lt=period.end)
    page = Paginator(found, ON_A_PAGE).get_page(asked.get("page"))
    mine = set(Subject.objects.filter(verifiable_by(request.user, now().at)).values_list("pk", flat=True))
    lines = [(said, YES if said.version.subject_id in mine else MAY_NOT) for said in page]
    context = {"lines": lines, "page": page, "slug": slug, "kind": kind, "shows_all": shows_all, "period": period}
    return render(request, "verification/flags.html", context)


@require_POST
@for_colleagues
def flag_card(request: HttpRequest, slug: str) -> HttpResponse:
    """A colleague says that the version in force is wrong, outdated or unclear."""
    found = find_card(slug, INTERNAL, now())
    if found is None:
        raise Http404
    version = Version.objects.select_related("subject__owner").get(pk=found.live_version_id)
    kind, comment = request.POST.get("kind", ""), request.POST.get("comment", "")
    flag(version, kind, comment, by=request.user, language=_language(request))
    messages.success(request, _("Thank you. Those who answer for this card see your flag."))
    return back(request, "card", slug)


@require_POST
@for_colleagues
def say_helpful(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether it helped the customer whom a colleague told it; only counted."""
    found = find_card(slug, INTERNAL, now())
    if found is None:
        raise Http404
    version = Version.objects.get(pk=found.live_version_id)
    count_feedback(version, request.POST.get("kind", ""), channel=AGENTS, language=_language(request))
    messages.success(request, _("Thank you. It is counted, without your name."))
    return back(request, "card", slug)


@require_POST
@for_colleagues
def answer_flag(request: HttpRequest, number: int) -> HttpResponse:
    """What became of a flag."""
    found = get_object_or_404(open_or_not(), pk=number)
    resolve_flag(found, by=request.user, resolution=request.POST.get("resolution", ""))
    messages.success(request, _("Answered."))
    return redirect("flags")


def _language(request: HttpRequest) -> str:
    """In which the card was read."""
    return request.POST.get("language") or language_of_interface()
