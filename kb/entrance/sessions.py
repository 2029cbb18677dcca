"""Sessions with two ends of their own: so long after the log-in, and so long after they were last used.

Both are looked at whenever a session is read, in pages and calls alike; nothing has to remember to ask. When it was last used
is written at most every few minutes, so that reading a page does not write.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

ENTERED, SEEN = "entered_at", "seen_at"  # Seconds since 1970.
WRITE_AFTER_SECONDS = 300


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        kept: dict[str, Any] = super().load()
        if SESSION_KEY not in kept:
            return kept
        now = timezone.now().timestamp()
        entered, seen = kept.setdefault(ENTERED, now), kept.setdefault(SEEN, now)
        if now - entered > settings.SESSION_HOURS * 3600 or now - seen > settings.SESSION_IDLE_MINUTES * 60:
            self._session_key = None  # As Django does with one whose days are over; the beat deletes the row.
            return {}
        if now - seen > WRITE_AFTER_SECONDS or entered == now:
            kept[SEEN] = now
            self.modified = True
        return kept
