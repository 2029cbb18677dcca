"""All facts, offers and dimensions, each on one page, and beginning a new one."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from policies.forms.fact import NewFactForm
from policies.forms.offer import NewOfferForm
from policies.overview import all_dimensions, all_facts, all_offers
from policies.permissions import may_draft
from policies.publishing import now
from policies.views.asked import language_of_interface
from policies.views.colleagues import for_colleagues
from policies.workflow import create_fact, create_offer


@require_safe
@for_colleagues
def facts(request: HttpRequest) -> HttpResponse:
    lines = all_facts(now(), request.user, language_of_interface())
    context = {"lines": lines, "languages": list(settings.CONTENT_LANGUAGES), "may_draft": may_draft(request.user)}
    return render(request, "desk/facts.html", context)


@require_safe
@for_colleagues
def offers(request: HttpRequest) -> HttpResponse:
    context = {"lines": all_offers(now(), request.user), "may_draft": may_draft(request.user)}
    return render(request, "desk/offers.html", context)


@require_safe
@for_colleagues
def dimensions(request: HttpRequest) -> HttpResponse:
    context = {"lines": all_dimensions(now()), "language": language_of_interface()}
    return render(request, "desk/dimensions.html", context)


@for_colleagues
def new_fact(request: HttpRequest) -> HttpResponse:
    """Begin a fact: its name and a first draft."""
    may_draft(request.user).require()
    form = NewFactForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        draft = create_fact(given["slug"], topic=given["topic"], owner=given["owner"], content=form.content(), by=request.user)
        return redirect("edit", kind="fact", slug=draft.subject.slug, number=draft.number)
    lead = _("A number, a day or a text that is written once and quoted everywhere.")
    return _form(request, form, _("New fact"), lead)


@for_colleagues
def new_offer(request: HttpRequest) -> HttpResponse:
    """Begin an offer: its name and a first draft."""
    may_draft(request.user).require()
    form = NewOfferForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        draft = create_offer(given["slug"], topic=given["topic"], owner=given["owner"], content=form.content(), by=request.user)
        return redirect("edit", kind="offer", slug=draft.subject.slug, number=draft.number)
    return _form(request, form, _("New offer"), _("It is made after an answer and never changes it."))


def _form(request: HttpRequest, form: NewFactForm | NewOfferForm, title: str, lead: str) -> HttpResponse:
    context = {"form": form, "title": title, "lead": lead}
    return render(request, "desk/new.html", context, status=422 if form.errors else 200)
