"""How many requests a caller may make."""

import time
from math import ceil
from typing import Any

from django.core.cache import caches
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from kb.api.caller import Caller

MINUTE = 60.0


class CallerRate(BaseThrottle):
    """A minute's allowance that refills evenly: one number per caller in the cache. What is left of it is told in headers.

    Source: the generic cell rate algorithm (ITU-T I.371), virtual scheduling form. Two requests in the same instant may read
    the same number, so the rate is kept to within the number of server threads, which is enough for what it protects.
    """

    def __init__(self) -> None:
        self.seconds = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        caller = request.auth
        if not isinstance(caller, Caller):
            return True
        interval, now = MINUTE / caller.requests_per_minute, time.time()
        rates, key = caches["rates"], f"rate:{caller.rate}"
        known = rates.get(key, now)
        # Nobody can have used more than a minute ahead: the clock was set back since, and must not lock anybody out.
        used_until = (now if known > now + MINUTE else max(known, now)) + interval
        self.seconds = used_until - now - MINUTE
        # On Django's request, where the outermost middleware finds it for every kind of response.
        request._request.allowance = _told(caller.requests_per_minute, used_until - now)  # type: ignore[attr-defined]
        if self.seconds > 0:
            return False
        rates.set(key, used_until, timeout=int(2 * MINUTE))
        return True

    def wait(self) -> float:
        """Seconds until one more request fits."""
        return self.seconds


def _told(most: int, seconds: float) -> tuple[str, str]:
    """`RateLimit-Policy` and `RateLimit`: how many in a minute; how many are left, and when all of them are there again.

    Source: draft-ietf-httpapi-ratelimit-headers-10. `seconds` of the minute are used, this request with them.
    """
    left = max(int((MINUTE - seconds) * most / MINUTE + 1e-6), 0)
    return f'"caller";q={most};w=60', f'"caller";r={left};t={ceil(min(seconds, MINUTE))}'
