"""Looking again at what others verified, and at how they verify."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from policies.models import SecondLook
from policies.people.oversight import may_look_again, may_see_habits
from policies.trust.second_looks import confirm, habits, looks, overturn
from policies.views.colleagues import for_colleagues


@require_safe
@for_colleagues
def second_looks(request: HttpRequest) -> HttpResponse:
    """Those that wait, the last that were closed, and each person's habits."""
    may_see_habits(request.user).require()
    waiting = looks().filter(state=SecondLook.State.OPEN)
    context = {
        "waiting": [(look, may_look_again(request.user, look)) for look in waiting[:100]],
        "closed": looks().exclude(state=SecondLook.State.OPEN).order_by("-at")[:20],
        "habits": habits(),
    }
    return render(request, "verification/second_looks.html", context)


@require_POST
@for_colleagues
def close_second_look(request: HttpRequest, number: int) -> HttpResponse:
    """Confirmed, or overturned with the reason."""
    found = get_object_or_404(looks(), pk=number)
    note = request.POST.get("note", "")
    if request.POST.get("was") == "right":
        confirm(found, by=request.user, note=note)
        messages.success(request, _("Confirmed."))
    else:
        overturn(found, by=request.user, note=note)
        messages.success(request, _("Overturned. The card is to be checked again, from now on."))
    return redirect("second_looks")
