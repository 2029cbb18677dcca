"""What became of an offer that a colleague made, said with one press."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from policies.answers import INTERNAL
from policies.channels import AGENTS
from policies.outcomes import find_made, record_outcome
from policies.templatetags.offers import outcome_said
from policies.views.colleagues import for_colleagues


@require_POST
@for_colleagues
def outcome(request: HttpRequest, name: str) -> HttpResponse:
    """Record it for the agents' channel. A page without JavaScript comes back; one with it gets the row of buttons alone."""
    made = find_made(name, INTERNAL)
    if made is None:
        raise Http404
    form = request.POST
    recorded = record_outcome(
        made,
        form.get("outcome", ""),
        channel=AGENTS,
        customer_ref=form.get("customer_ref", ""),
        receipt=form.get("receipt", ""),
    )
    offer = made.version.subject.slug
    if getattr(request, "htmx", False):
        response = render(request, "components/outcomes.html", {"offer": offer, "name": name, "recorded": recorded.kind})
        response["HX-Retarget"], response["HX-Reswap"] = f"#outcomes-{offer}", "outerHTML"
        return response
    messages.success(request, str(outcome_said(recorded.kind)))
    back = form.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "find")
