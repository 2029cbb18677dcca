"""Every request has an id, is counted, and is timed. The outermost middleware, so that nothing escapes it.

Its own few lines: the middlewares of django-structlog and django-prometheus cost more than answering (decision 43).
"""

import logging
import os
import re
from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kb.counting import count_request
from kb.request_ids import HEADER, known_as

logger = logging.getLogger("kb.requests")
GIVEN = re.compile(r"[A-Za-z0-9_.:-]{8,80}")
SLOW_SECONDS = 5.0


class Watched:
    """Each response carries the id; so does every line in the log that was written meanwhile, and every task that was begun.

    An id that came from our own proxy is kept, so that both logs tell of one and the same request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.trusts_proxy = settings.SECURE_PROXY_SSL_HEADER is not None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.META.get("HTTP_X_REQUEST_ID", "") if self.trusts_proxy else ""
        known = given if given and GIVEN.fullmatch(given) else os.urandom(12).hex()
        token, began = known_as.set(known), perf_counter()
        try:
            response = self.get_response(request)
            seconds = perf_counter() - began
            response.headers[HEADER] = known
            match = request.resolver_match
            name = match.view_name or "unnamed" if match is not None else "none"
            count_request(name, request.method or "", response.status_code, seconds)
            if seconds > SLOW_SECONDS or logger.isEnabledFor(logging.INFO):
                _tell(request, response, name, seconds)
        finally:
            known_as.reset(token)
        return response


def _tell(request: HttpRequest, response: HttpResponse, name: str, seconds: float) -> None:
    """Without the address's query, which may hold a question, and without who asked."""
    level = logging.WARNING if seconds > SLOW_SECONDS else logging.INFO
    milliseconds = round(seconds * 1000, 1)
    said = {"view": name, "method": request.method, "status": response.status_code, "milliseconds": milliseconds}
    logger.log(level, "%s %s %s %.1f ms", request.method, name, response.status_code, milliseconds, extra=said)
