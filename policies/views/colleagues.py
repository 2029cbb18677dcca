"""The door of every page that is for colleagues only."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRefresh

from policies.permissions import may_read_desk

View = Callable[..., HttpResponse]


def for_colleagues(view: View) -> View:
    """Who is not logged in is asked to; who has no role is refused with the reason. Caches keep nothing of such a page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            # A part of a page cannot hold the log-in page: the whole page is loaded again.
            is_part = bool(getattr(request, "htmx", False))
            return HttpResponseClientRefresh() if is_part else redirect_to_login(request.get_full_path())
        may_read_desk(request.user).require()
        return view(request, *args, **kwargs)

    return never_cache(guarded)
