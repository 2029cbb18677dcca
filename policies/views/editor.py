"""The page of the editor: the fields of a card, or its texts, with what it would say and what is worth a look beside them."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from policies.content.diff import word_diff
from policies.content.pasted import markdown_of
from policies.content.problems import ContentError
from policies.content.rules import Context
from policies.context import read_context
from policies.dimensions import dimensions_at
from policies.forms.boxes import CardBoxes, errors_by_field
from policies.forms.draft import DraftForm, Entry, read_entry
from policies.models import Dimension, Subject, Version
from policies.moment import Moment
from policies.people.directory import called
from policies.permissions import may_edit
from policies.publishing import now
from policies.review.commenting import comments_on
from policies.review.comparing import comparison_of
from policies.views.asked import language_of_interface
from policies.views.colleagues import for_colleagues
from policies.views.finding import find_version
from policies.writing.autosaving import others_writing
from policies.writing.choosable import choosable_at
from policies.writing.editing import sheet_from, texts_of
from policies.writing.findings import findings_of
from policies.writing.lineage import returned_before
from policies.writing.previewing import Looked, example_of, look_at, unsaved

AS_TEXT = "writes_as_text"  # In the session: how the person likes to write.
NOT_YET = ("missing", "string_too_short", "literal_error")  # What is empty is told when somebody wants to save it.
KNOWN = "known."  # Before the names of the fields that say what is known in the preview.


def show_editor(request: HttpRequest, found: Version, entry: Entry, *, status: int = 200, **more: Any) -> HttpResponse:
    """`entry` as it was sent, or as it is stored. `more`: `typed`, `problems`, `collisions`, `comparison`, `place`, `did`."""
    returned = returned_before(found)
    at, language = now(), language_of_interface()
    initial = {"seen": entry.seen, "significance": entry.significance or found.significance, "tab": entry.tab}
    context = {
        "version": found,
        "form": DraftForm(initial=initial),
        "texts": entry.texts,
        "returned": returned,
        "comments": comments_on(returned) if returned else {},
        "decisions": returned.reviews.select_related("by") if returned else [],
        "others": others_said(request, found, entry.seen),
        **more,
    }
    entry = _in_fields(request, found, entry)
    if entry.sheet is None:
        context["findings"] = findings_of(found, at, language)
        return render(request, "desk/edit.html", context, status=status)
    found.significance = entry.significance if entry.significance in Version.Significance.values else found.significance
    known = _known(request, found, entry, at)
    look = look_at(found, entry.sheet.form(), known, at, language)
    context |= {
        "findings": look.findings,
        "choosable": choosable_at(at, language),
        **_of_fields(found, entry, look, at, language, more.get("problems", ())),
    }
    return render(request, "desk/write.html", context, status=status)


def _in_fields(request: HttpRequest, found: Version, entry: Entry) -> Entry:
    """With a sheet, if this person writes in fields and these texts have them."""
    if entry.sheet or entry.is_text or found.subject.kind != Subject.Kind.CARD or request.session.get(AS_TEXT):
        return entry
    try:
        return replace(entry, sheet=sheet_from(entry.texts))
    except ContentError:
        return entry


def _of_fields(found: Version, entry: Entry, look: Looked, at: Moment, language: str, problems: Any = ()) -> dict[str, Any]:
    assert entry.sheet is not None
    dimensions = dimensions_at(at, Dimension.objects.values_list("slug", flat=True))
    wrong = problems or [problem for problem in look.problems if problem.code not in NOT_YET]
    errors = errors_by_field([*wrong, *look.to_mend, *(look.findings.links if look.findings else ())], entry.sheet)
    boxes = CardBoxes(entry.sheet, dimensions, language, errors, found.meaning_number)
    return {"boxes": boxes, "look": look, "general": list(boxes.left_over)}


def _known(request: HttpRequest, found: Version, entry: Entry, at: Moment) -> Context:
    """What the preview is to be about: what was picked, or an example of the rule whose button was pressed."""
    wanted = request.POST.get("do", "")
    if wanted.startswith("show:") and entry.sheet is not None:
        place = wanted.removeprefix("show:")
        keys = entry.sheet.keys
        if place.isdecimal() and int(place) < len(keys):
            return example_of(found, entry.sheet.form(), keys[int(place)], at)
    if request.method == "GET" and entry.sheet is not None and entry.sheet.rows:
        return example_of(found, entry.sheet.form(), entry.sheet.keys[0], at)
    given = {name.removeprefix(KNOWN): value for name, value in request.POST.items() if name.startswith(KNOWN)}
    try:
        return read_context(given, at=at)
    except ContentError:  # Half a number is typed.
        return {}


def collisions_of(stored: Version, entry: Entry) -> dict[str, Any]:
    """What was saved meanwhile against what was typed: field by field if that reads, and else word by word of the texts."""
    saved = texts_of(stored)
    differ = {name: text for name, text in entry.texts.items() if saved.get(name, "") != text}
    against: dict[str, Any] = {
        "collisions": {name: list(word_diff(saved.get(name, ""), text)) for name, text in differ.items()}
    }
    if entry.sheet is None and stored.subject.kind != Subject.Kind.CARD:
        return against
    try:
        mine = unsaved(stored, entry.content(stored.subject.kind))
    except ContentError:
        return against
    return {**against, "comparison": comparison_of(stored, mine, now(), language_of_interface())}


def others_said(request: HttpRequest, found: Version, seen: int) -> str:
    """Who else is writing here, and whether somebody saved since; empty when one is alone."""
    names = [called(person) for person in others_writing(found, request.user, timezone.now())]
    said = [_("Also writing here right now: %(names)s.") % {"names": ", ".join(names)}] if names else []
    if found.edits > seen:
        said.append(_("This draft was saved meanwhile. Your text is compared with it when you save."))
    return " ".join(said)


@require_POST
@for_colleagues
def look(request: HttpRequest, kind: str, slug: str, number: int) -> HttpResponse:
    """What stands in the fields, as it would be said now; nothing is saved. For a page that is being written."""
    found = find_version(request.user, kind, slug, number)
    may_edit(request.user, found).require()
    entry, at, language = read_entry(request.POST, found), now(), language_of_interface()
    if entry.sheet is None:
        raise ContentError.one("shape", "choice", _("Only the fields of a card can be looked at."))
    found.significance = entry.significance if entry.significance in Version.Significance.values else found.significance
    known = _known(request, found, entry, at)
    looked = look_at(found, entry.sheet.form(), known, at, language)
    context = {"version": found, "findings": looked.findings, **_of_fields(found, entry, looked, at, language)}
    return render(request, "desk/write/looked.html", context)


@require_safe
@for_colleagues
def others(request: HttpRequest, kind: str, slug: str, number: int) -> HttpResponse:
    """Who else is writing, for a page that stays open."""
    found = find_version(request.user, kind, slug, number)
    seen = request.GET.get("seen", "")
    return JsonResponse(
        {"others": others_said(request, found, int(seen) if seen.isdecimal() and len(seen) < 9 else found.edits)}
    )


@require_POST
@for_colleagues
def paste(request: HttpRequest) -> HttpResponse:
    """The Markdown of what somebody copied in a word processor or from a web page. Nothing of it is kept."""
    return JsonResponse({"markdown": markdown_of(request.POST.get("html", ""))})
