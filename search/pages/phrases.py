"""How customers say each value of a dimension: the phrases by which it is recognised, and a box to try them."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from policies.content.files import DimensionFile
from policies.content.problems import ContentError
from policies.models import Dimension
from policies.permissions import may_arrange
from policies.publishing import now
from policies.views.asked import language_of_interface
from policies.views.colleagues import for_colleagues
from policies.vocabulary import change_dimension
from search.hints import hints_of
from search.recognise import language_of

FIELDS = ("kind", "names", "questions", "options", "minimum", "maximum", "unit", "position")


class PhrasesForm(forms.Form):
    """A box for each value and language, a phrase on each line."""

    def __init__(self, *args: Any, dimension: Dimension, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.values = values_of(dimension)
        for value in self.values:
            phrases = dimension.words.get(value, {})
            rows = max(2, min(max(map(len, phrases.values()), default=0), 6))
            for tag, name in settings.CONTENT_LANGUAGES.items():
                box = forms.Textarea(attrs={"rows": rows, "lang": tag, "spellcheck": "false"})
                said = "\n".join(phrases.get(tag, []))
                self.fields[f"{value}.{tag}"] = forms.CharField(
                    required=False, max_length=6000, label=name, widget=box, initial=said
                )

    def words(self) -> dict[str, dict[str, list[str]]]:
        """Of values and languages that anything is said of."""
        lines = {name: [line.strip() for line in text.splitlines() if line.strip()] for name, text in self.cleaned_data.items()}
        found: dict[str, dict[str, list[str]]] = {}
        for name, phrases in lines.items():
            value, _dot, tag = name.rpartition(".")
            if phrases:
                found.setdefault(value, {})[tag] = phrases
        return found

    def groups(self, dimension: Dimension) -> list[tuple[str, list[Any]]]:
        """Each value as it reads, with its boxes."""
        language = language_of_interface()
        tags = settings.CONTENT_LANGUAGES
        return [(called(dimension, value, language), [self[f"{value}.{tag}"] for tag in tags]) for value in self.values]


@for_colleagues
def phrases(request: HttpRequest, slug: str) -> HttpResponse:
    """`try` in the address is a question; shown is what is read from it now."""
    found = get_object_or_404(Dimension, slug=slug)
    may_change, tried = may_arrange(request.user), request.GET.get("try", "").strip()[:1000]
    form = PhrasesForm(request.POST if request.method == "POST" else None, dimension=found)
    if request.method == "POST" and form.is_valid():
        try:
            change_dimension(found, _with_words(found, form.words()), by=request.user)
        except ContentError as error:
            for problem in error.problems:
                field = problem.field.removeprefix("words.")
                name = next((one for one in form.fields if field.startswith(one)), None)
                form.add_error(name, problem.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("phrases", slug=slug)
    language = language_of(tried, list(settings.CONTENT_LANGUAGES))
    context = {
        "dimension": found,
        "groups": form.groups(found),
        "errors": form.non_field_errors(),
        "may_change": may_change,
        "tried": tried,
        "hints": hints_of(tried, language, now()) if tried else (),
    }
    return render(request, "learning/phrases.html", context, status=422 if form.errors else 200)


def values_of(dimension: Dimension) -> list[str]:
    """What phrases can stand for: the options, yes and no, or the number or day itself."""
    if dimension.kind == Dimension.Kind.CHOICE:
        return [option["value"] for option in dimension.options]
    return ["true", "false"] if dimension.kind == Dimension.Kind.FLAG else [dimension.kind]


def called(dimension: Dimension, value: str, language: str) -> str:
    if dimension.kind == Dimension.Kind.CHOICE:
        return dimension.label(value, language)
    return {"true": _("Yes"), "false": _("No")}.get(value, dimension.name(language))


def _with_words(dimension: Dimension, words: dict[str, dict[str, list[str]]]) -> DimensionFile:
    kept = {name: getattr(dimension, name) for name in FIELDS}
    # What is said in a language that the store has no more stays.
    for value, said in dimension.words.items():
        for tag, lines in said.items():
            if tag not in settings.CONTENT_LANGUAGES:
                words.setdefault(value, {})[tag] = lines
    return DimensionFile.read({**kept, "words": words})
