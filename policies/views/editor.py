"""The page of the editor: fields, or texts, with what it would say and what is worth a look beside them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from policies.content.fact_sheet import FactSheet
from policies.content.pasted import markdown_of
from policies.content.problems import ContentError, Problem
from policies.content.rules import Context
from policies.content.sheet import Sheet
from policies.content.sheets import AnySheet
from policies.context import read_context
from policies.dimensions import dimensions_at
from policies.forms.boxes import CardBoxes
from policies.forms.draft import DraftForm, Entry, read_entry
from policies.forms.fact_boxes import FactBoxes
from policies.forms.offer_boxes import OfferBoxes
from policies.forms.wrongs import errors_by_field
from policies.models import Dimension, Version
from policies.moment import Moment
from policies.people.directory import called
from policies.permissions import may_edit
from policies.publishing import now
from policies.review.commenting import comments_on
from policies.review.foreseeing import Foreseen, foresee
from policies.views.asked import language_of_interface
from policies.views.colleagues import for_colleagues
from policies.views.colliding import choices_in
from policies.views.finding import find_version
from policies.writing.autosaving import others_writing
from policies.writing.choosable import choosable_at
from policies.writing.editing import sheet_from
from policies.writing.findings import findings_of
from policies.writing.lineage import returned_before
from policies.writing.previewing import Looked, example_of, look_at

AS_TEXT = "writes_as_text"  # In the session: how the person likes to write.
NOT_YET = ("missing", "string_too_short", "literal_error")  # What is empty is told when somebody wants to save it.
KNOWN = "known."  # Before the names of the fields that say what is known in the preview.


def show_editor(request: HttpRequest, found: Version, entry: Entry, *, status: int = 200, **more: Any) -> HttpResponse:
    """`entry` as it was sent, or as it is stored. `more`: `typed`, `problems`, `collisions`, `comparison`, `place`, `did`."""
    returned = returned_before(found)
    initial = {"seen": entry.seen, "significance": entry.significance or found.significance, "tab": entry.tab}
    context = {
        "version": found,
        "form": DraftForm(initial=initial),
        "texts": entry.texts,
        "returned": returned,
        "comments": comments_on(returned) if returned else {},
        "decisions": returned.reviews.select_related("by") if returned else [],
        "others": others_said(request, found, entry.seen),
        **choices_in(found, entry),
        **more,
    }
    entry = _in_fields(request, found, entry)
    if entry.sheet is None:
        context["findings"] = findings_of(found, now(), language_of_interface())
        return render(request, "desk/edit.html", context, status=status)
    context |= looked_at(request, found, entry, more.get("problems", ()))
    context["choosable"] = choosable_at(now(), language_of_interface())
    return render(request, f"desk/write/of_{found.subject.kind}.html", context, status=status)


def _in_fields(request: HttpRequest, found: Version, entry: Entry) -> Entry:
    """With a sheet, if this person writes in fields and these texts have them."""
    if entry.sheet or entry.is_text or request.session.get(AS_TEXT):
        return entry
    try:
        return replace(entry, sheet=sheet_from(entry.texts, found.subject.kind))
    except ContentError:
        return entry


def looked_at(request: HttpRequest, found: Version, entry: Entry, problems: Sequence[Problem] = ()) -> dict[str, Any]:
    """The fields with what is wrong with them, and beside them what they would say and change. `problems`: of a save."""
    assert entry.sheet is not None
    at, language, sheet = now(), language_of_interface(), entry.sheet
    found.significance = entry.significance if entry.significance in Version.Significance.values else found.significance
    look: Looked | Foreseen
    if isinstance(sheet, Sheet):
        look = look_at(found, sheet.form(), _known(request, found, sheet, at), at, language)
    else:
        look = foresee(found, sheet.form(), at, language, seen_by=request.user)
    wrong = problems or [problem for problem in look.problems if problem.code not in NOT_YET]
    errors = errors_by_field([*wrong, *look.to_mend, *(look.findings.links if look.findings else ())], sheet)
    boxes = _boxes(found, sheet, dimensions_at(at, Dimension.objects.values_list("slug", flat=True)), language, errors)
    return {"boxes": boxes, "look": look, "general": list(boxes.left_over), "findings": look.findings}


def _boxes(found: Version, sheet: AnySheet, dimensions: Any, language: str, errors: Any) -> CardBoxes | FactBoxes | OfferBoxes:
    match sheet:
        case Sheet():
            return CardBoxes(sheet, dimensions, language, errors, found.meaning_number)
        case FactSheet():
            return FactBoxes(sheet, dimensions, language, errors)
    return OfferBoxes(sheet, dimensions, language, errors)


def _known(request: HttpRequest, found: Version, sheet: Sheet, at: Moment) -> Context:
    """What the preview is to be about: what was picked, or an example of the rule whose button was pressed."""
    wanted = request.POST.get("do", "")
    if wanted.startswith("show:"):
        place = wanted.removeprefix("show:")
        keys = sheet.keys
        if place.isdecimal() and int(place) < len(keys):
            return example_of(found, sheet.form(), keys[int(place)], at)
    if request.method == "GET" and sheet.rows:
        return example_of(found, sheet.form(), sheet.keys[0], at)
    given = {name.removeprefix(KNOWN): value for name, value in request.POST.items() if name.startswith(KNOWN)}
    try:
        return read_context(given, at=at)
    except ContentError:  # Half a number is typed.
        return {}


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
    entry = read_entry(request.POST, found)
    if entry.sheet is None:
        raise ContentError.one("shape", "choice", _("Only what stands in fields can be looked at."))
    context = {"version": found, **looked_at(request, found, entry)}
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
