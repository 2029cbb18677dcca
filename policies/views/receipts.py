"""Proving an answer to a person: paste a receipt, read what was said."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from policies.answers import INTERNAL
from policies.channels import AGENTS
from policies.content.problems import ContentError
from policies.context import read_context
from policies.dimensions import dimensions_at
from policies.languages import read_language
from policies.models import Dimension
from policies.moment import Moment
from policies.receipts import Receipt, read
from policies.replay import replay
from policies.views.colleagues import for_colleagues


@require_safe
@for_colleagues
def receipts(request: HttpRequest) -> HttpResponse:
    """A field to paste a receipt, or the address of one; line breaks that a mail has put into it do no harm."""
    pasted = "".join(request.GET.get("receipt", "").split()).rstrip("/").rpartition("/")[2]
    return redirect("receipt", pasted) if pasted else render(request, "receipts/receipts.html")


@require_safe
@for_colleagues
def receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """What was said, in words; for what is no receipt the field again, and why."""
    try:
        found = read(receipt)
        shown = replay(found, audience=INTERNAL, channel=AGENTS)
    except ContentError as error:
        return render(request, "receipts/receipts.html", {"problems": error.problems, "pasted": receipt}, status=400)
    if shown is None:
        raise Http404
    return render(request, "receipts/receipt.html", {"shown": shown, "receipt": found, "known": _known(found)})


def _known(receipt: Receipt) -> list[tuple[str, str, object]]:
    """Each dimension's name, kind and value as they were called then, in the reader's language."""
    at, reader = Moment(receipt.at, receipt.revision), read_language(get_language() or "en")
    context = read_context(receipt.context, at=at)
    return [
        (dimension.name(reader), dimension.kind, _label(dimension, context[slug], reader))
        for slug, dimension in dimensions_at(at, context).items()
    ]


def _label(dimension: Dimension, value: object, language: str) -> object:
    return dimension.label(value, language) if isinstance(value, str) else value
