"""The editor of a draft. Nothing typed is ever lost: not to an error, not to another's save, not to a closed browser."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from policies.content.diff import word_diff
from policies.content.problems import ContentError, Problem
from policies.errors import Conflict
from policies.forms.draft import DraftForm
from policies.models import Version
from policies.people.directory import called
from policies.permissions import may_edit
from policies.publishing import now
from policies.review.commenting import comments_on
from policies.review.rights import may_type
from policies.views.asked import language_of_interface
from policies.views.colleagues import for_colleagues
from policies.views.finding import find_version
from policies.workflow import save_draft
from policies.writing.autosaving import forget_typed, go_on_typing, keep_typed, others_writing, typed_by
from policies.writing.editing import form_from, texts_of
from policies.writing.findings import findings_of
from policies.writing.lineage import returned_before


@for_colleagues
def edit(request: HttpRequest, kind: str, slug: str, number: int) -> HttpResponse:
    """The editor, with what the person typed before and did not save when the address says `?typed=1`."""
    found = find_version(request.user, kind, slug, number)
    if request.method == "POST":
        return _save(request, found)
    may_edit(request.user, found).require()
    typed = typed_by(request.user, found)
    if typed is None or "typed" not in request.GET:
        form = DraftForm(initial={"seen": found.edits, "significance": found.significance})
        return _editor(request, found, form, texts_of(found), typed=typed)
    form = DraftForm(initial={"seen": found.edits, "significance": typed.significance})
    against = _against(found, typed.texts) if typed.seen != found.edits else {}
    return _editor(request, found, form, typed.texts, collisions=against)


def _save(request: HttpRequest, found: Version) -> HttpResponse:
    """Before anything is refused, what was typed is kept."""
    form = DraftForm(request.POST)
    texts = form.texts(request.POST)
    if not (verdict := may_edit(request.user, found)):
        may_type(request.user, found).require()
        _keep(request, found, form, texts)
        messages.error(request, str(verdict.reason))
        return _to("version", found)
    if not form.is_valid():
        _keep(request, found, form, texts)
        return _editor(request, found, form, texts, status=422)
    given = form.cleaned_data
    try:
        content = form_from(found.subject.kind, texts)
        save_draft(found, content, by=request.user, seen=given["seen"], significance=given["significance"])
    except ContentError as error:
        _keep(request, found, form, texts)
        return _editor(request, found, form, texts, problems=error.problems, status=422)
    except Conflict as conflict:
        _keep(request, found, form, texts)
        return _collision(request, found, form, texts, conflict)
    messages.success(request, _("Draft saved."))
    return _to("version", found)


def _keep(request: HttpRequest, found: Version, form: DraftForm, texts: dict[str, str]) -> None:
    seen = request.POST.get("seen", "")
    keep_typed(
        found,
        texts,
        by=request.user,
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else found.edits,
        significance=request.POST.get("significance", ""),
    )


def _editor(
    request: HttpRequest, found: Version, form: DraftForm, texts: dict[str, str], status: int = 200, **more: Any
) -> HttpResponse:
    returned = returned_before(found)
    context = {
        "version": found,
        "form": form,
        "texts": texts,
        "findings": findings_of(found, now(), language_of_interface()),
        "returned": returned,
        "comments": comments_on(returned) if returned else {},
        "decisions": returned.reviews.select_related("by") if returned else [],
        "others": [called(person) for person in others_writing(found, request.user, timezone.now())],
        **more,
    }
    return render(request, "desk/edit.html", context, status=status)


def _collision(
    request: HttpRequest, found: Version, form: DraftForm, texts: dict[str, str], conflict: Conflict
) -> HttpResponse:
    """Somebody saved first: their text beside this one, and saving again replaces theirs knowingly."""
    theirs = find_version(request.user, found.subject.kind, found.subject.slug, found.number)
    again = DraftForm(initial={**form.cleaned_data, "seen": theirs.edits})
    problems = [Problem("", "conflict", str(conflict))]
    return _editor(request, theirs, again, texts, status=409, problems=problems, collisions=_against(theirs, texts))


def _against(stored: Version, texts: dict[str, str]) -> dict[str, Any]:
    saved = texts_of(stored)
    return {name: list(word_diff(saved.get(name, ""), text)) for name, text in texts.items() if saved.get(name, "") != text}


@require_POST
@for_colleagues
def autosave(request: HttpRequest, kind: str, slug: str, number: int) -> HttpResponse:
    """Keep what was typed, and say who else is typing; or forget it, when the person asks for that with `discard`."""
    found = find_version(request.user, kind, slug, number)
    if "discard" in request.POST:
        forget_typed(found, by=request.user)
        messages.success(request, _("Discarded. The draft is as it was saved last."))
        return _to("edit" if may_edit(request.user, found) else "version", found)
    form = DraftForm(request.POST)
    try:
        _keep(request, found, form, form.texts(request.POST))
    except ContentError as error:
        return JsonResponse({"said": str(error)}, status=422)
    said = [_("Kept at %(time)s, not saved yet.") % {"time": time_format(timezone.localtime(), "TIME_FORMAT")}]
    if names := [called(person) for person in others_writing(found, request.user, timezone.now())]:
        said.append(_("Also writing here: %(names)s.") % {"names": ", ".join(names)})
    return JsonResponse({"said": " ".join(said)})


@require_POST
@for_colleagues
def carry_on(request: HttpRequest, kind: str, slug: str, number: int) -> HttpResponse:
    """A new draft for what was typed into a version that somebody handed in meanwhile."""
    draft = go_on_typing(find_version(request.user, kind, slug, number), by=request.user)
    return redirect(f"{_to('edit', draft).url}?typed=1")


def _to(name: str, version: Version) -> Any:
    return redirect(name, kind=version.subject.kind, slug=version.subject.slug, number=version.number)
