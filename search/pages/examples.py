"""Examples that customers' questions propose for cards, to take or to decline."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from policies.permissions import may_draft
from policies.views.acting import attempt, back
from policies.views.colleagues import for_colleagues
from search.learned import ProposedExample
from search.learning import accept_example, decline_example, proposals_for
from search.rights import may_see_gaps


@require_safe
@for_colleagues
def examples(request: HttpRequest) -> HttpResponse:
    """Card by card, what waits for this person; `card` narrows it to one."""
    may_see_gaps(request.user).require()
    slug = request.GET.get("card", "")
    waiting = [item for item in proposals_for(request.user) if not slug or item.card.slug == slug]
    groups = [(card, list(items)) for card, items in groupby(waiting, key=lambda item: item.card)]
    return render(request, "learning/examples.html", {"groups": groups, "slug": slug})


@require_POST
@for_colleagues
def decide_example(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Taken as it is typed, into a draft of this person's."""
    may_draft(request.user).require()
    found = get_object_or_404(ProposedExample.objects.select_related("card__topic", "card__owner"), pk=number)
    text = request.POST.get("text", "")
    if verb == "decline":
        attempt(request, lambda: decline_example(found, by=request.user), _("It will not be proposed again."))
    else:
        attempt(request, lambda: accept_example(found, by=request.user, text=text), _("Put into your draft of the card."))
    return back(request, "examples")
