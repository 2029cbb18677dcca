"""The editor of a draft. Nothing typed is ever lost: not to an error, not to another's save, not to a closed browser."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from policies.content.problems import ContentError, Problem
from policies.content.sheet_acts import act_on, place_after
from policies.errors import Conflict
from policies.forms.draft import DraftForm, Entry, new_tab, read_entry
from policies.models import Version
from policies.permissions import may_edit
from policies.review.rights import may_type
from policies.views.colleagues import for_colleagues
from policies.views.colliding import KEEP, TAKE, chosen, collisions_of, with_mine
from policies.views.editor import AS_TEXT, others_said, show_editor
from policies.views.finding import find_version
from policies.workflow import save_draft
from policies.writing.autosaving import forget_typed, go_on_typing, keep_typed, typed_by
from policies.writing.editing import sheet_from, texts_of

GO_ON, TEXT, FIELDS, LOOK = "go-on", "as-text", "as-fields", "look"


@for_colleagues
def edit(request: HttpRequest, kind: str, slug: str, number: int) -> HttpResponse:
    """The editor, with what the person typed before and did not save when the address says `?typed=1`."""
    found = find_version(request.user, kind, slug, number)
    if request.method == "POST":
        entry, wanted = read_entry(request.POST, found), request.POST.get("do", "")
        return (
            _save(request, found, entry, stays=bool(wanted)) if wanted in ("", GO_ON) else _turn(request, found, entry, wanted)
        )
    may_edit(request.user, found).require()
    typed = typed_by(request.user, found)
    if typed is None or "typed" not in request.GET:
        entry = Entry(texts_of(found), None, found.edits, found.significance, new_tab())
        return show_editor(request, found, entry, typed=typed)
    entry = Entry(typed.texts, None, found.edits, typed.significance, typed.tab)
    if typed.seen == found.edits:
        return show_editor(request, found, entry, collisions={})
    return show_editor(request, found, with_mine(entry, kind), **collisions_of(found, entry))


def _turn(request: HttpRequest, found: Version, entry: Entry, wanted: str) -> HttpResponse:
    """What a button of the form does without saving: another row, another way to write, a look at what it says."""
    may_edit(request.user, found).require()
    _keep(request, found, entry)
    if wanted in (TEXT, FIELDS):
        return _other_way(request, found, entry, wanted)
    if wanted.startswith((TAKE, KEEP)):
        return show_editor(request, found, chosen(found, entry, wanted))
    if entry.sheet is None or wanted == LOOK:
        return show_editor(request, found, entry)
    name, colon, _about = wanted.partition(":")
    act = wanted if colon else f"{name}:{request.POST.get(f'{name}-which', '')}"
    sheet = act_on(entry.sheet, act)
    return show_editor(request, found, replace(entry, sheet=sheet), place=place_after(sheet, act))


def _other_way(request: HttpRequest, found: Version, entry: Entry, wanted: str) -> HttpResponse:
    """From fields to texts or back; a text that no fields could show stays a text, with the reason."""
    problems: tuple[Problem, ...] = ()
    if wanted == FIELDS:
        try:
            sheet_from(entry.texts, found.subject.kind)
        except ContentError as error:
            problems = error.problems
    request.session[AS_TEXT] = wanted == TEXT or bool(problems)
    return show_editor(
        request, found, replace(entry, sheet=None, is_text=bool(problems)), problems=problems, status=422 if problems else 200
    )


def _save(request: HttpRequest, found: Version, entry: Entry, *, stays: bool) -> HttpResponse:
    """Before anything is refused, what was typed is kept."""
    form = DraftForm(request.POST)
    if not (verdict := may_edit(request.user, found)):
        may_type(request.user, found).require()
        _keep(request, found, entry)
        messages.error(request, str(verdict.reason))
        return _to("version", found)
    if not form.is_valid():
        _keep(request, found, entry)
        return show_editor(request, found, entry, form=form, status=422)
    given = form.cleaned_data
    try:
        content = entry.content(found.subject.kind)
        save_draft(found, content, by=request.user, seen=given["seen"], significance=given["significance"], tab=entry.tab)
    except ContentError as error:
        _keep(request, found, entry)
        return show_editor(request, found, entry, problems=error.problems, status=422)
    except Conflict as conflict:
        _keep(request, found, entry)
        return _collision(request, found, entry, conflict)
    messages.success(request, _("Draft saved."))
    return _to("edit" if stays else "version", found)


def _collision(request: HttpRequest, found: Version, entry: Entry, conflict: Conflict) -> HttpResponse:
    """Somebody saved first: their text beside this one, and saving again replaces theirs knowingly."""
    theirs = find_version(request.user, found.subject.kind, found.subject.slug, found.number)
    again = replace(with_mine(entry, theirs.subject.kind), seen=theirs.edits)
    problems = (Problem("", "conflict", str(conflict)),)
    return show_editor(request, theirs, again, status=409, problems=problems, **collisions_of(theirs, entry))


def _keep(request: HttpRequest, found: Version, entry: Entry) -> None:
    keep_typed(found, entry.texts, by=request.user, seen=entry.seen, significance=entry.significance, tab=entry.tab)


@require_POST
@for_colleagues
def autosave(request: HttpRequest, kind: str, slug: str, number: int) -> HttpResponse:
    """Keep what was typed, and say who else is typing; or forget it, when the person asks for that with `discard`."""
    found = find_version(request.user, kind, slug, number)
    entry = read_entry(request.POST, found)
    if "discard" in request.POST:
        forget_typed(found, by=request.user, tab=entry.tab)
        messages.success(request, _("Discarded. The draft is as it was saved last."))
        return _to("edit" if may_edit(request.user, found) else "version", found)
    try:
        _keep(request, found, entry)
    except ContentError as error:
        return JsonResponse({"said": str(error)}, status=422)
    said = _("Kept at %(time)s, not saved yet.") % {"time": time_format(timezone.localtime(), "TIME_FORMAT")}
    others = others_said(request, found, entry.seen)
    return JsonResponse({"said": " ".join(filter(None, (said, others))), "others": others})


@require_POST
@for_colleagues
def carry_on(request: HttpRequest, kind: str, slug: str, number: int) -> HttpResponse:
    """A new draft for what was typed into a version that somebody handed in meanwhile."""
    draft = go_on_typing(find_version(request.user, kind, slug, number), by=request.user)
    return redirect(f"{_to('edit', draft).url}?typed=1")


def _to(name: str, version: Version) -> Any:
    return redirect(name, kind=version.subject.kind, slug=version.subject.slug, number=version.number)
