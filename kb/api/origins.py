"""Which web pages may call the API from a browser: CORS by channel, over django-cors-headers.

A browser asks before it sends a key (the preflight), so that question names no channel: it passes for an origin of any channel.
What is answered may then be read only by pages that the key's own channel lists. Nothing of a session is ever for another page.
"""

from typing import Any

from django.http import HttpRequest

from kb.api.caller import Caller
from kb.api.middleware import PREFIX
from policies.models import Channel


def may_read(request: HttpRequest, **_: Any) -> bool:
    """Receiver of `check_request_enabled`, asked when the response is ready. Only a preflight reads the database."""
    origin = request.headers.get("Origin")
    if not origin or not request.path_info.startswith(PREFIX):
        return False
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        listed = Channel.objects.filter(disabled_at=None).values_list("allowed_origins", flat=True)
        return any(origin in origins for origins in listed)
    caller = getattr(request, "auth", None)  # Put there by the framework, once it knows who asks.
    return isinstance(caller, Caller) and origin in caller.origins
