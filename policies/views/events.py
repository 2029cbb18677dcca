"""The history of acts: to read page by page, and to take away as a file."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from policies.audit.event_words import line_of
from policies.audit.history import as_csv, as_json_lines, may_read_events, visible_events
from policies.content.problems import ContentError, Problem
from policies.filters import EventFilter
from policies.models import Event
from policies.views.colleagues import for_colleagues

PAGE = 50
FORMS: dict[str, tuple[Callable[[QuerySet[Event]], Iterator[str]], str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "jsonl": (as_json_lines, "application/jsonl; charset=utf-8"),
}


@require_safe
@for_colleagues
def events(request: HttpRequest) -> HttpResponse:
    """Fifty at a time, the newest first. A page begins below or above an event, so that new ones move nothing."""
    found = _asked(request)
    below, above = _number(request, "below"), _number(request, "above")
    if above is not None:
        shown = list(found.filter(number__gt=above).order_by("number")[:PAGE])[::-1]
    else:
        older = found if below is None else found.filter(number__lt=below)
        shown = list(older.order_by("-number")[:PAGE])
    context = {
        "filter": EventFilter(request.GET),
        "asked": _without_place(request),
        "lines": [line_of(event) for event in shown],
        "below": shown[-1].number if shown and found.filter(number__lt=shown[-1].number).exists() else None,
        "above": shown[0].number if shown and found.filter(number__gt=shown[0].number).exists() else None,
    }
    return render(request, "events/events.html", context)


@require_safe
@for_colleagues
def export_events(request: HttpRequest, form: str) -> Any:
    """All that the page would show, the oldest first, written while it is read."""
    if form not in FORMS:
        raise Http404
    write, media_type = FORMS[form]
    response = StreamingHttpResponse(write(_asked(request).order_by("number")), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="events.{form}"'
    return response


def _asked(request: HttpRequest) -> QuerySet[Event]:
    """What the person may read, narrowed to what the address says. Raises Refused, ContentError."""
    may_read_events(request.user).require()
    narrowed = EventFilter(request.GET, queryset=visible_events(request.user).select_related("by"))
    if not narrowed.is_valid():
        errors = narrowed.form.errors.items()
        raise ContentError(Problem(field, "invalid", str(message)) for field, messages in errors for message in messages)
    found: QuerySet[Event] = narrowed.qs
    return found


def _number(request: HttpRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else None


def _without_place(request: HttpRequest) -> Any:
    """The address's question without the page, to go on from."""
    asked = request.GET.copy()
    for name in ("below", "above"):
        asked.pop(name, None)
    return asked.urlencode()
