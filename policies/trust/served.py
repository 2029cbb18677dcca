"""Counting the answers that leave: in memory while they are given, in the database soon (see `policies.soon`).

Nothing is written while somebody waits for an answer, and no answer ever fails because of a count.
"""

import logging
import threading
from collections import Counter
from datetime import date
from typing import Any

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from policies.reply import Reply
from policies.soon import soon, write_with
from policies.trust.ladder import ESCALATE

logger = logging.getLogger(__name__)
Key = tuple[date, str, int, str, str, str]
LARGEST = 20_000
HANDED_OVER = "handed_over"
ADD = """
INSERT INTO policies_served (day, channel, version_id, language, trust, status, count) VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (day, channel, version_id, language, trust, status) DO UPDATE SET count = policies_served.count + excluded.count
"""


class _Waiting:
    """What was counted and is not written yet. `lost` counts the answers for which there was no more room."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.counts: Counter[Key] = Counter()
        self.lost = 0

    def add(self, counts: Counter[Key]) -> None:
        with self.lock:
            if len(self.counts) > LARGEST:  # The database has been out of reach for long; the memory is not for this.
                self.lost += counts.total()
                return
            self.counts.update(counts)

    def take(self) -> tuple[Counter[Key], int]:
        with self.lock:
            taken = self.counts, self.lost
            self.counts, self.lost = Counter(), 0
            return taken


_waiting = _Waiting()


def count_served(reply: Reply, channel: str) -> None:
    """This reply is being given on this channel now. Takes a few microseconds and touches no database."""
    status = HANDED_OVER if reply.step == ESCALATE else reply.status
    key = (timezone.localdate(), channel, reply.version_id, reply.wording.language, reply.trust.state, status)
    _waiting.add(Counter((key,)))
    soon()


def flush() -> int:
    """Write what was counted, in one short transaction. Returns how many answers; what cannot be written is kept for later."""
    counts, lost = _waiting.take()
    if lost:
        logger.warning("%s answers were given that could not be counted: there was no more room.", lost)
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
        soon()
        return 0
    return counts.total()


def forget(**_: Any) -> None:
    """Start over, as when tables were emptied, or in a process that was forked."""
    global _waiting
    _waiting = _Waiting()


write_with(flush, forget)
