"""`/api/v1/docs`: the description as a page, where every call can be tried. Everything it loads comes from here."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    return render(request, "api/docs.html", {"calls": _calls()})


def _calls() -> list[dict[str, Any]]:
    """Method, address and sentence of every call, for readers without JavaScript."""
    # By name, because making the description needs libraries that answering calls does not.
    paths: dict[str, Any] = import_string("kb.api.openapi.description.description")()["paths"]
    return [
        {"method": method.upper(), "path": path, "summary": operation["summary"]}
        for path, operations in paths.items()
        for method, operation in operations.items()
    ]
