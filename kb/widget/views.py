"""The chat on other sites' pages: one script, and what it loads when somebody opens the chat."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from kb.widget.parts import PARTS, script, text_of

View = Callable[..., HttpResponse]
KEPT_SECONDS = 300


def for_any_page(view: View) -> View:
    """The same for everybody, so pages of any site may load it. What they may ask decides the channel of their key."""

    @wraps(view)
    def open_to_all(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    return require_safe(gzip_page(conditional_page(cache_control(public=True, max_age=KEPT_SECONDS)(open_to_all))))


@for_any_page
def widget(request: HttpRequest) -> HttpResponse:
    """`<script src="…/widget.js" data-channel-key="…">`; see docs/widget.md."""
    return HttpResponse(script(), content_type="text/javascript; charset=utf-8")


@for_any_page
def part(request: HttpRequest, name: str) -> HttpResponse:
    if name not in PARTS:
        raise Http404
    return HttpResponse(text_of(name), content_type=f"{PARTS[name]}; charset=utf-8")


@for_any_page
def talk(request: HttpRequest, language: str) -> HttpResponse:
    """The chat's elements and words in one language."""
    if language not in settings.CONTENT_LANGUAGES:
        raise Http404
    translation.activate(language)  # The locale middleware activates another with the next request.
    return render(request, "widget/talk.html", {"language": language})
