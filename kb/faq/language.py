"""A page whose language stands in its address."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]


def in_language(view: View) -> View:
    """The whole page, also an error, speaks the language of the address. Caches may keep it, but ask again each time.

    Who has it already is told so by the outermost edge.
    """
    return require_safe(cache_control(public=True, no_cache=True)(_speaking(view)))


def in_language_for_one(view: View) -> View:
    """The same for what somebody typed: nobody keeps it."""
    return require_safe(never_cache(_speaking(view)))


def _speaking(view: View) -> View:
    @wraps(view)
    def spoken(request: HttpRequest, language: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if language not in settings.CONTENT_LANGUAGES:
            raise Http404
        translation.activate(language)  # The locale middleware activates another with the next request.
        return view(request, language, *args, **kwargs)

    return spoken
