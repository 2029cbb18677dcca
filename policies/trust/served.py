"""Counting the answers that leave: in memory while they are given, in the database a few seconds later.

Nothing is written while somebody waits for an answer, and no answer ever fails because of a count. What a process has counted
and not written yet is lost when it is killed: the answers of at most some ten seconds, of one process.
"""

import atexit
import logging
import threading
import time
from collections import Counter
from datetime import date
from multiprocessing.util import Finalize
from typing import Any

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from policies.reply import Reply
from policies.trust.ladder import ESCALATE

logger = logging.getLogger(__name__)
Key = tuple[date, str, int, str, str]
OLD_SECONDS, LARGE, LARGEST = 10.0, 500, 20_000
HANDED_OVER = "handed_over"
ADD = """
INSERT INTO policies_served (day, channel, version_id, trust, status, count) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (day, channel, version_id, trust, status) DO UPDATE SET count = policies_served.count + excluded.count
"""


class _Waiting:
    """What was counted and is not written yet. `total` is how many answers, `since` when the first of them was given."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.counts: Counter[Key] = Counter()
        self.total = 0
        self.since = 0.0

    def add(self, counts: Counter[Key]) -> None:
        with self.lock:
            if len(self.counts) > LARGEST:  # The database has been out of reach for long; the memory is not for this.
                return
            self.since = self.since if self.total else time.monotonic()
            self.counts.update(counts)
            self.total += counts.total()

    def take(self) -> Counter[Key]:
        with self.lock:
            taken, self.counts, self.total = self.counts, Counter(), 0
            return taken

    @property
    def is_ripe(self) -> bool:
        return self.total >= LARGE or (self.total > 0 and time.monotonic() - self.since > OLD_SECONDS)


_waiting = _Waiting()


def count_served(reply: Reply, channel: str) -> None:
    """This reply is being given on this channel now. Takes a few microseconds and touches no database."""
    status = HANDED_OVER if reply.step == ESCALATE else reply.status
    _waiting.add(Counter([(timezone.localdate(), channel, reply.version_id, reply.trust.state, status)]))


def flush() -> int:
    """Write what was counted, in one short transaction. Returns how many answers; what cannot be written is kept for later."""
    counts = _waiting.take()
    if not counts:
        return 0
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(ADD, [(*key, count) for key, count in sorted(counts.items())])
    except IntegrityError:
        logger.exception("These counts fit nothing that is there any more; they are dropped.")
        return 0
    except DatabaseError:
        logger.warning("Could not write how many answers were given; will try again.", exc_info=True)
        _waiting.add(counts)
        return 0
    return counts.total()


def flush_if_ripe(**_: Any) -> None:
    """Receiver of `request_finished`, when the answer has left."""
    if _waiting.is_ripe:
        flush()


def forget(**_: Any) -> None:
    """Start over, as when tables were emptied."""
    _waiting.take()


def flush_at_exit() -> None:
    """Receives the end of the process, unless it is killed."""
    if _waiting.total:
        flush()
        connection.close()


atexit.register(flush_at_exit)
Finalize(None, flush_at_exit, exitpriority=10)  # Workers that multiprocessing started, such as granian's, end without atexit.
