"""The queue of translations that lag behind."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from policies.publishing import now
from policies.views.colleagues import for_colleagues
from policies.writing.outdated import outdated_translations


@require_safe
@for_colleagues
def translations(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/translations.html", {"outdated": outdated_translations(now())})
