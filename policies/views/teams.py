"""Teams: all of them, a new one, and changing one."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from policies.forms.keeping import NewTeamForm, TeamForm
from policies.models import Team
from policies.people.administering import may_keep_rules
from policies.people.teams import change_team, create_team
from policies.views.acting import fill
from policies.views.colleagues import for_colleagues


@for_colleagues
def teams(request: HttpRequest) -> HttpResponse:
    """All teams, and beginning another one."""
    form = NewTeamForm(request.POST or None)
    if request.method == "POST" and fill(form, lambda given: create_team(by=request.user, **given)):
        messages.success(request, _("The team is there."))
        return redirect("teams")
    members = Prefetch("members", get_user_model().objects.filter(is_active=True))
    context = {
        "teams": Team.objects.select_related("lead").prefetch_related(members, "involvements__subject"),
        "form": form,
        "may_keep": may_keep_rules(request.user),
    }
    return render(request, "people/teams.html", context, status=422 if form.errors else 200)


@for_colleagues
def team(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Team.objects.select_related("lead"), slug=slug)
    form = TeamForm(request.POST or None, team=found)
    if request.method == "POST" and fill(form, lambda given: change_team(found, by=request.user, **given)):
        messages.success(request, _("Saved."))
        return redirect("teams")
    context = {"team": found, "form": form, "may_keep": may_keep_rules(request.user)}
    return render(request, "people/team.html", context, status=422 if form.errors else 200)
