"""What the nightly comparison of all channels found, for colleagues."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kb.consistency.report import MOST_SHOWN
from kb.models import Comparison
from policies.views.colleagues import for_colleagues

MOST_LISTED = 30


@require_safe
@for_colleagues
def comparison(request: HttpRequest, number: int) -> HttpResponse:
    """One night's report, and the nights before it."""
    found = get_object_or_404(Comparison, pk=number)
    context = {
        "comparison": found,
        "divergences": found.report["divergences"][:MOST_SHOWN],
        "failures": found.report["failures"][:MOST_SHOWN],
        "others": Comparison.objects.order_by("-pk")[:MOST_LISTED],
    }
    return render(request, "desk/comparison.html", context)


@require_safe
@for_colleagues
def comparison_json(request: HttpRequest, number: int) -> HttpResponse:
    """The same for programs."""
    return JsonResponse(get_object_or_404(Comparison, pk=number).report, json_dumps_params={"ensure_ascii": False})
