"""How many requests a caller may make."""

import time
from typing import Any

from django.core.cache import caches
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from kb.api.caller import Caller

MINUTE = 60.0


class CallerRate(BaseThrottle):
    """A minute's allowance that refills evenly: one number per caller in the cache.

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
        if self.seconds > 0:
            return False
        rates.set(key, used_until, timeout=int(2 * MINUTE))
        return True

    def wait(self) -> float:
        """Seconds until one more request fits."""
        return self.seconds
