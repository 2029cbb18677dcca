"""Pages that other sites may show in a frame: those that a channel lists, and nobody for every other page.

The list is the channel's `allowed_origins`, which administrators keep on its page, by call or by command, each time with an
event. It is read with every request, so that a site that is struck off is refused by the next one.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from policies.models import Channel

View = Callable[..., HttpResponse]


def framers_of(channel: str, audience: str) -> list[str]:
    """Origins as browsers send them. None where a channel of this name is for another audience."""
    listed = Channel.objects.filter(slug=channel, audience=audience).values_list("allowed_origins", flat=True).first()
    return [str(origin) for origin in listed or ()]


def framed_by(channel: str, audience: str) -> Callable[[View], View]:
    """Let the pages of the channel's origins frame what the view answers; all ancestors of the frame must be listed."""

    def decorate(view: View) -> View:
        @wraps(view)
        def framed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            if origins := framers_of(channel, audience):
                # As django-csp's own decorator says it, whose list would have to be known when the module is loaded.
                response._csp_replace = {"frame-ancestors": origins}  # type: ignore[attr-defined]
                # Older than the policy, and it knows no list: with it no page could frame this one in old browsers.
                response.xframe_options_exempt = True  # type: ignore[attr-defined]
            return response

        return framed

    return decorate
