"""Asking who answers for a topic, when no card says it."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from policies.queues.asking import ask_owner as ask
from policies.views.acting import attempt, back
from policies.views.asked import language_of_interface
from policies.views.colleagues import for_colleagues


@require_POST
@for_colleagues
def ask_owner(request: HttpRequest) -> HttpResponse:
    """From the page of finding, which it leads back to; the question is in the language in which it was looked for."""
    given = {name: request.POST.get(name, "") for name in ("topic", "question", "message")}
    language = request.POST.get("language") or language_of_interface()
    said = _("Asked. Who answers for the topic was told, and you will be told the answer.")
    attempt(request, lambda: ask(**given, language=language, by=request.user), said)
    return back(request, "find")
