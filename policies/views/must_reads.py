"""Must-reads: reading one after the other, asking for one, and who has read it; and "changed since you last looked"."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from policies.answers import INTERNAL, find_card
from policies.content.problems import ContentError
from policies.forms.must_read import MustReadForm
from policies.languages import match_language
from policies.models import MustRead, Subject
from policies.notices.looks import change_between, take_note
from policies.notices.must_reads import (
    acknowledge,
    attempts_of,
    end_of,
    is_over,
    may_require_reading,
    may_see_readers,
    readers_of,
    reading_queue,
    remind_readers,
    require_reading,
)  # fmt: skip
from policies.publishing import in_force, now
from policies.views.asked import language_of_interface
from policies.views.colleagues import for_colleagues
from policies.views.versions import find_version


@for_colleagues
def must_read(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The person's queue, with one of it to read: what is new in it, the question, and having read it."""
    waiting = reading_queue(request.user, now())
    chosen = next((one for one in waiting if pk is None or one.pk == pk), None)
    if request.method == "POST":
        return _acknowledge(request, get_object_or_404(_must_reads(), pk=pk))
    if chosen is None and pk is not None and not waiting:
        get_object_or_404(MustRead, pk=pk)
    chosen = chosen or next(iter(waiting), None)
    context: dict[str, Any] = {"waiting": waiting, "must_read": chosen}
    if chosen is not None:
        context |= _shown(chosen, request.user)
    return render(request, "must_read/must_read.html", context)


def _shown(chosen: MustRead, user: Any) -> dict[str, Any]:
    version, language = chosen.version, language_of_interface()
    spoken = match_language(language, chosen.question) or version.typed.source
    return {
        "change": change_between(version.based_on, version, language, now()),
        "question": chosen.question.get(spoken),
        "question_language": spoken,
        "attempts": attempts_of(chosen, user),
        "end": end_of(chosen),
    }


def _acknowledge(request: HttpRequest, found: MustRead) -> HttpResponse:
    choice = request.POST.get("choice", "")
    done = acknowledge(found, by=request.user, choice=int(choice) if choice.isdecimal() and len(choice) < 4 else None)
    if done is None:
        messages.warning(request, _("That is not right. Read it again, then choose another answer."))
        return redirect("must_read", pk=found.pk)
    messages.success(request, _("Thank you: noted that you have read it."))
    return redirect("must_reads")


@for_colleagues
def ask_to_read(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Make a version a must-read."""
    version = find_version(request.user, Subject.Kind.CARD, slug, number)
    may_require_reading(request.user, version).require()
    form = MustReadForm(request.POST or None, content=version.typed)
    if request.method == "POST" and form.is_valid():
        asked = {"question": form.question(), "right": form.position(), "days": form.cleaned_data["days"]}
        try:
            found = require_reading(version, by=request.user, **asked)
        except ContentError as error:
            for problem in error.problems:
                form.add_error(_field(problem.field, form), problem.message)
        else:
            told = _("The agents of the topic are told now.")
            coming = _("The agents of the topic are told as soon as it is published.")
            messages.success(request, told if version.state == version.State.PUBLISHED else coming)
            return redirect("must_read_readers", pk=found.pk)
    context = {"version": version, "form": form}
    return render(request, "must_read/ask.html", context, status=422 if form.errors else 200)


@for_colleagues
def must_read_readers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has read it and who has not; a POST reminds those who have not."""
    found = get_object_or_404(_must_reads(), pk=pk)
    may_see_readers(request.user, found).require()
    if request.method == "POST":
        told = remind_readers(found, by=request.user)
        if told:
            said = ngettext("%(count)s person was reminded.", "%(count)s people were reminded.", told) % {"count": told}
        else:
            said = _("Everybody who has not read it was reminded today already.")
        messages.success(request, said)
        return redirect("must_read_readers", pk=pk)
    readers = readers_of(found)
    done = sum(1 for reader in readers if reader.acknowledgement)
    context = {"must_read": found, "readers": readers, "done": done, "end": end_of(found), "is_over": is_over(found, now())}
    return render(request, "must_read/readers.html", context)


@require_POST
@for_colleagues
def got_it(request: HttpRequest, slug: str) -> HttpResponse:
    """The person has taken note of what changed on a card, up to the version that was shown."""
    at = now()
    card = find_card(slug, INTERNAL, at)
    if card is None:
        raise Http404
    live, shown = in_force(Subject.Kind.CARD, [slug], at)[slug], request.POST.get("version", "")
    if shown == str(live.number):
        take_note(request.user, live.subject, live)
    return redirect("card", slug=slug)


def _must_reads() -> Any:
    return MustRead.objects.select_related("version__subject__topic", "version__subject__owner", "version__based_on", "by")


def _field(name: str, form: MustReadForm) -> str | None:
    """The field of the form for `question.en.text`, `right` or `days`."""
    parts = name.split(".")
    field = f"{parts[2]}-{parts[1]}" if len(parts) == 3 else f"text-{parts[1]}" if len(parts) == 2 else name
    return field if field in form.fields else None
