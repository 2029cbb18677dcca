"""When each key was used last, to the minute: noted while a request is answered, written once the answer has left.

Nobody waits for it, and a key is written at most once a minute however many processes it asks; a process that is killed between
the answer and the writing loses that minute.
"""

import logging
import threading
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone

from policies.models import ChannelKey

logger = logging.getLogger(__name__)
EVERY = timedelta(minutes=1)  # Of the clock, in either direction: it may have been set back.
_lock = threading.Lock()
_due: dict[int, datetime] = {}
_noted: dict[int, datetime] = {}


def note_use(key_id: int) -> None:
    """This key is being used. Touches no database."""
    now, last = timezone.now(), _noted.get(key_id)
    if last is None or abs(now - last) >= EVERY:
        with _lock:
            _due[key_id] = _noted[key_id] = now


def write_uses(**_: Any) -> None:
    """Receiver of `request_finished`. What cannot be written is noted again by the key's next use."""
    if not _due:
        return
    with _lock:
        due = dict(_due)
        _due.clear()
    for pk, at in due.items():
        stale = Q(last_used_at=None) | Q(last_used_at__lte=at - EVERY) | Q(last_used_at__gte=at + EVERY)
        try:
            ChannelKey.objects.filter(stale, pk=pk).update(last_used_at=at)
        except DatabaseError:
            logger.warning("Could not write when a key was used.", exc_info=True)


def forget(**_: Any) -> None:
    """Start over, as when tables were emptied."""
    _due.clear()
    _noted.clear()
