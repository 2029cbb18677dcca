"""Bring together what two people changed in one text: what goes by itself, and what a person has to decide."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from policies.content.merge import MINE, THEIRS, Clash
from policies.content.problems import ContentError
from policies.review.rights import may_merge
from policies.views.colleagues import for_colleagues
from policies.views.finding import find_version
from policies.writing.merging import merge, merged_with, undecided_in

CHOICE, WORDS = "choice:", "words:"


@for_colleagues
def merge_into(request: HttpRequest, kind: str, slug: str, number: int, onto: int) -> HttpResponse:
    """The changes of version `number` brought into version `onto`, as a new draft; each decision stays as it was made."""
    mine = find_version(request.user, kind, slug, number)
    theirs = find_version(request.user, kind, slug, onto)
    may_merge(request.user, mine).require()
    choices = read_choices(request.POST)
    merged = merged_with(mine, theirs, choices)
    problems: Any = ()
    if request.method == "POST":
        try:
            draft = merge(mine, theirs, by=request.user, choices=choices)
        except ContentError as error:
            problems = error.problems
        else:
            messages.success(request, _("Merged into a new draft. Read it through before you hand it in."))
            return redirect("version", kind=kind, slug=slug, number=draft.number)
    open_fields = {clash.field for clash in undecided_in(merged, choices)}
    context = {
        "mine": mine,
        "theirs": theirs,
        "clashes": [(clash, choice_of(clash, choices), clash.field in open_fields) for clash in merged.clashes],
        "problems": problems,
    }
    return render(request, "desk/merge.html", context, status=422 if problems else 200)


def read_choices(posted: Mapping[str, str]) -> dict[str, Any]:
    """As `merge` takes them: `theirs`, `mine`, or the words that were written instead."""
    choices: dict[str, Any] = {}
    for name, choice in posted.items():
        if name.startswith(CHOICE):
            field = name.removeprefix(CHOICE)
            words = posted.get(WORDS + field, "").replace("\r\n", "\n")
            if choice in (THEIRS, MINE):
                choices[field] = choice
            elif choice == "words":
                choices[field] = (words,)
    return choices


def choice_of(clash: Clash, choices: Mapping[str, Any]) -> dict[str, str]:
    """What is chosen in the form, and the words in its text field."""
    chosen = choices.get(clash.field)
    if isinstance(chosen, tuple):
        return {"chosen": "words", "words": chosen[0]}
    return {"chosen": chosen or "", "words": clash.mine or clash.theirs or "" if clash.is_text else ""}
