"""What a person sets for themselves: deputy, days of absence, and how notices come."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from policies.forms.people import PreferencesForm
from policies.people.directory import colleague_of
from policies.people.preferences import set_preferences
from policies.views.acting import fill
from policies.views.colleagues import for_colleagues
from policies.views.people import standing_in_context


@for_colleagues
def me(request: HttpRequest) -> HttpResponse:
    person = request.user
    form = PreferencesForm(request.POST or None, colleague=colleague_of(person))
    if request.method == "POST" and fill(form, lambda given: set_preferences(person, by=person, **given)):
        messages.success(request, _("Saved."))
        return redirect("me")
    context = {"form": form, **standing_in_context(person, person)}
    return render(request, "people/me.html", context, status=422 if form.errors else 200)
