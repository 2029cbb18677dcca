"""Doing what a form asks for: said on the page it came from, whether it was done or why not."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from policies.content.problems import ContentError, Problem


def attempt(request: HttpRequest, do: Callable[[], Any], said: Any) -> bool:
    """Do it and say so; what is wrong with what was typed is said instead. Refusals and conflicts go their usual way."""
    try:
        do()
    except ContentError as error:
        for problem in error.problems:
            messages.error(request, problem.message)
        return False
    messages.success(request, str(said))
    return True


def given_in(form: forms.Form) -> dict[str, Any]:
    """The cleaned values. Raises ContentError with what is wrong, by field."""
    if form.is_valid():
        return form.cleaned_data
    fields = {name: str(form.fields[name].label or name) for name in form.fields}
    raise ContentError(
        Problem(name, "invalid", f"{fields[name]}: {message}" if name in fields else str(message))
        for name, errors in form.errors.items()
        for message in errors
    )


def fill(form: forms.Form, do: Callable[[dict[str, Any]], Any]) -> bool:
    """Do it with what was typed; what is wrong is said at its field."""
    if not form.is_valid():
        return False
    try:
        do(form.cleaned_data)
    except ContentError as error:
        for problem in error.problems:
            name = problem.field.replace("names.", "name_")
            form.add_error(name if name in form.fields else None, problem.message)
        return False
    return True


def back(request: HttpRequest, *usual: Any, **parts: Any) -> HttpResponse:
    """To the page the form came from, if it named one of ours."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        return HttpResponseRedirect(wanted)
    return redirect(*usual, **parts)
