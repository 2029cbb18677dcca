"""How many requests a caller may make."""

import time
from math import ceil
from typing import Any

from django.conf import settings
from django.core.cache import caches
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from kb.api.caller import Caller

MINUTE, TEN_MINUTES = 60.0, 600.0


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
        taken = used(f"rate:{caller.rate}", caller.requests_per_minute, MINUTE)
        self.seconds = taken - MINUTE
        # On Django's request, where the outermost middleware finds it for every kind of response.
        request._request.allowance = told(caller.requests_per_minute, taken)  # type: ignore[attr-defined]
        return self.seconds <= 0

    def wait(self) -> float:
        """Seconds until one more request fits."""
        return self.seconds


class VisitorEscalations(BaseThrottle):
    """Anybody can be a visitor, and each question that is handed over takes a colleague's time: a few in ten minutes."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        caller = request.auth
        if request.method != "POST" or not isinstance(caller, Caller) or not caller.is_visitor:
            return True
        self.seconds = used(f"escalations:{caller.rate}", settings.VISITOR_ESCALATIONS, TEN_MINUTES) - TEN_MINUTES
        return self.seconds <= 0

    def wait(self) -> float:
        """Seconds until one more fits."""
        return self.seconds


def used(key: str, most: int, seconds: float) -> float:
    """Counts one more of so many in these seconds. Gives how many seconds are used with it: over all of them it is refused."""
    rates, now = caches["rates"], time.time()
    known = rates.get(key, now)
    # Nobody can have used more than all ahead: the clock was set back since, and must not lock anybody out.
    used_until: float = (now if known > now + seconds else max(known, now)) + seconds / most
    if used_until - now <= seconds:
        rates.set(key, used_until, timeout=int(2 * seconds))
    return used_until - now


def told(most: int, seconds: float) -> tuple[str, str]:
    """`RateLimit-Policy` and `RateLimit`: how many in a minute; how many are left, and when all of them are there again.

    Source: draft-ietf-httpapi-ratelimit-headers-10. `seconds` of the minute are used, this request with them.
    """
    left = max(int((MINUTE - seconds) * most / MINUTE + 1e-6), 0)
    return f'"caller";q={most};w=60', f'"caller";r={left};t={ceil(min(seconds, MINUTE))}'
