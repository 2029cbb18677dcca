"""Pages on which knowledge managers say how cards are found: words that mean the same, and what comes first."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from policies.views.acting import fill
from policies.views.colleagues import for_colleagues
from search.forms import LookingForm, PinForm, SynonymsForm, WordsForm
from search.keeping import (
    add_synonyms,
    change_pin,
    change_synonyms,
    drop_synonyms,
    may_keep_words,
    pin,
    readable_words,
    unpin,
)
from search.kept import BestBet, SynonymSet
from search.pins import found_now, pinned_cards
from search.preview import Preview, preview


@for_colleagues
def synonyms(request: HttpRequest) -> HttpResponse:
    """All sets, and another one: its effect first when asked for, then kept."""
    is_asked = "words" in request.GET
    form = SynonymsForm(request.POST or (request.GET if is_asked else None))
    if request.method == "POST" and fill(form, lambda given: add_synonyms(by=request.user, **given)):
        messages.success(request, _("These words are looked up together from now on."))
        return redirect("synonyms")
    context = {
        "sets": SynonymSet.objects.select_related("changed_by"),
        "form": form,
        "preview": _preview(request, form) if is_asked and request.method != "POST" else None,
        "may_keep": may_keep_words(request.user),
    }
    return render(request, "words/synonyms.html", context, status=422 if form.errors else 200)


@for_colleagues
def synonym_set(request: HttpRequest, number: int) -> HttpResponse:
    """One set: other words, their effect first when asked for."""
    kept = get_object_or_404(SynonymSet, pk=number)
    is_asked = "words" in request.GET
    form = WordsForm(request.POST or (request.GET if is_asked else None), kept=kept)
    if request.method == "POST" and fill(form, lambda given: change_synonyms(kept, by=request.user, **given)):
        messages.success(request, _("Saved."))
        return redirect("synonyms")
    context = {
        "kept": kept,
        "form": form,
        "preview": _preview(request, form, kept) if is_asked and request.method != "POST" else None,
        "may_keep": may_keep_words(request.user),
    }
    return render(request, "words/synonym_set.html", context, status=422 if form.errors else 200)


@require_POST
@for_colleagues
def drop_synonym_set(request: HttpRequest, number: int) -> HttpResponse:
    drop_synonyms(get_object_or_404(SynonymSet, pk=number), by=request.user)
    messages.success(request, _("These words are looked up on their own again."))
    return redirect("synonyms")


@for_colleagues
def best_bets(request: HttpRequest) -> HttpResponse:
    """All of them, and another one: what is found now stands below the words, to choose from."""
    is_asked = "query" in request.GET
    form = PinForm(request.POST or None)
    if request.method == "POST" and fill(form, lambda given: pin(by=request.user, **given)):
        messages.success(request, _("The card comes first for these words from now on."))
        return redirect("best_bets")
    looking = LookingForm(request.GET if is_asked else None)
    context = {
        "bets": pinned_cards(),
        "form": form,
        "looking": looking,
        "found": _found(looking) if is_asked else None,
        "may_keep": may_keep_words(request.user),
    }
    return render(request, "words/best_bets.html", context, status=422 if form.errors else 200)


@for_colleagues
def best_bet(request: HttpRequest, number: int) -> HttpResponse:
    """One of them: other words or another card."""
    bet = get_object_or_404(BestBet.objects.select_related("card"), pk=number)
    form = PinForm(request.POST or None, bet=bet)
    if request.method == "POST" and fill(form, lambda given: change_pin(bet, by=request.user, **given)):
        messages.success(request, _("Saved."))
        return redirect("best_bets")
    context = {"bet": bet, "form": form, "may_keep": may_keep_words(request.user)}
    return render(request, "words/best_bet.html", context, status=422 if form.errors else 200)


@require_POST
@for_colleagues
def drop_best_bet(request: HttpRequest, number: int) -> HttpResponse:
    unpin(get_object_or_404(BestBet, pk=number), by=request.user)
    messages.success(request, _("The words decide again which card comes first."))
    return redirect("best_bets")


def _preview(request: HttpRequest, form: WordsForm, kept: SynonymSet | None = None) -> Preview | None:
    """What the words in the form would change; None, with the reason at its field, when they cannot be kept."""
    may_keep_words(request.user).require()
    made: list[Preview] = []

    def show(given: dict[str, Any]) -> None:
        language = kept.language if kept else given["language"]
        made.append(preview(language, readable_words(language, given["words"]), kept))

    return made[0] if fill(form, show) else None


def _found(looking: LookingForm) -> list[tuple[str, str]] | None:
    if not looking.is_valid():
        return None
    return found_now(looking.cleaned_data["query"], looking.cleaned_data["language"])
