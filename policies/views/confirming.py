"""The door of acts that ask who it is once more: keys, people, second factors."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse
from django_htmx.http import HttpResponseClientRefresh

from policies.people.confirming import is_confirmed

View = Callable[..., HttpResponse]


def confirmed(only: Collection[str] = ()) -> Callable[[View], View]:
    """What was sent is kept meanwhile and done afterwards. `only` are the verbs that ask for it; without any all do."""

    def decorate(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            is_sensitive = request.method == "POST" and (not only or kwargs.get("verb") in only)
            if not is_sensitive or not request.user.is_authenticated or is_confirmed(request.session):
                return view(request, *args, **kwargs)
            if getattr(request, "htmx", False):
                return HttpResponseClientRefresh()  # A part of a page cannot hold the page that asks.
            raise ReauthenticationRequired

        return asked

    return decorate
