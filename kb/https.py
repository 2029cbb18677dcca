"""Production speaks HTTPS alone: pages lead there, calls are refused, because who followed would have sent the key in clear."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.security import SecurityMiddleware
from django.utils.translation import gettext as _

from kb.api.problems import MEDIA_TYPE, problem
from kb.api.renderers import json_bytes
from policies.content.problems import Problem

CALLS = ("/api/", "/mcp")


class HttpsOnly:
    """Before whatever gives kept answers again. Which requests count as HTTPS and which addresses need none, Django decides."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        if not settings.SECURE_SSL_REDIRECT:
            raise MiddlewareNotUsed
        self.get_response, self.leading = get_response, SecurityMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        led = self.leading.process_request(request)
        if led is None:
            return self.get_response(request)
        return _refused() if request.path_info.startswith(CALLS) else led


def _refused() -> HttpResponse:
    said = _("Calls are answered over HTTPS only. Use https://, and replace the key that was just sent in clear.")
    return HttpResponse(json_bytes(problem(403, [Problem("", "https", said)])), status=403, content_type=MEDIA_TYPE)
