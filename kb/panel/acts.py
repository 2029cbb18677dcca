"""What can be done in the panel: flag an answer, and say what became of an offer. All else is done on the site itself."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from kb.frames import framed_by
from kb.panel.entering import for_acts
from kb.panel.passes import make_pass
from policies.answers import INTERNAL, find_card
from policies.channels import PANEL
from policies.models import Version
from policies.outcomes import find_made, record_outcome
from policies.publishing import now
from policies.trust.flags import flag
from policies.views.asked import language_of_interface
from policies.views.colleagues import for_colleagues


@require_safe
@for_colleagues
def door(request: HttpRequest) -> HttpResponse:
    """A window of its own, in which cookies are sent: it hands a pass to the frame that opened it, and closes."""
    response = render(request, "panel/door.html")
    # With the usual `same-origin` the window would not know who opened it. It tells nobody but a page of this site.
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


@require_POST
@for_colleagues
def panel_pass(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"pass": make_pass(request.user, str(request.session.session_key))})


@require_POST
@framed_by(PANEL, INTERNAL)
@for_acts
def panel_flag(request: HttpRequest, slug: str) -> HttpResponse:
    """A colleague says that the version in force is wrong, outdated or unclear."""
    found = find_card(slug, INTERNAL, now())
    if found is None:
        raise Http404
    version = Version.objects.select_related("subject__owner").get(pk=found.live_version_id)
    kind, comment = request.POST.get("kind", ""), request.POST.get("comment", "")
    flag(version, kind, comment, by=request.user, channel=PANEL, language=language_of_interface())
    return render(request, "panel/flagged.html")


@require_POST
@framed_by(PANEL, INTERNAL)
@for_acts
def panel_outcome(request: HttpRequest, name: str) -> HttpResponse:
    made, form = find_made(name, INTERNAL), request.POST
    if made is None:
        raise Http404
    said = {"customer_ref": form.get("customer_ref", ""), "receipt": form.get("receipt", "")}
    recorded = record_outcome(made, form.get("outcome", ""), channel=PANEL, **said)
    offer = made.version.subject.slug
    shown = {"offer": offer, "name": name, "recorded": recorded.kind, "record_at": "panel_outcome"}
    response = render(request, "components/outcomes.html", shown)
    response["HX-Retarget"], response["HX-Reswap"] = f"#outcomes-{offer}", "outerHTML"
    return response
