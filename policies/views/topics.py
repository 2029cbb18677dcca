"""Topics: who answers for each, where its questions go, and changing that."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from policies.forms.keeping import TopicForm
from policies.models import Topic
from policies.people.administering import may_keep_topic
from policies.people.arranging import arrange_topic
from policies.views.acting import fill
from policies.views.colleagues import for_colleagues


@require_safe
@for_colleagues
def topics(request: HttpRequest) -> HttpResponse:
    found = Topic.objects.select_related("owner").annotate(subjects_count=Count("subjects"))
    return render(request, "people/topics.html", {"topics": found})


@for_colleagues
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Topic.objects.select_related("owner"), slug=slug)
    form = TopicForm(request.POST or None, topic=found)
    if request.method == "POST" and fill(form, lambda _given: arrange_topic(found, by=request.user, **form.wanted())):
        messages.success(request, _("Saved."))
        return redirect("topics")
    roles = found.roles.select_related("person")
    context = {"topic": found, "form": form, "roles": roles, "may_keep": may_keep_topic(request.user, found)}
    return render(request, "people/topic.html", context, status=422 if form.errors else 200)
