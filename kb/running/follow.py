"""A host's own follower: keeps this host's search index and answer model at the database's revision, whoever published where.

One process per host, since each host has files of its own; `manage.py serve` starts it. It asks the database twice a second
which revision there is (30 microseconds), and works only when that has grown or something scheduled begins or ends.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError, close_old_connections

from kb.operating.lag import FOLLOWER, beat_once
from policies.memory import next_change_after
from policies.publishing import now
from search.engine import follow, reconcile
from search.folder import Busy
from search.model.refit import refit

logger = logging.getLogger(__name__)
LOOK_SECONDS, PULSE_SECONDS, REFIT_SECONDS, RECONCILE_SECONDS = 0.5, 15.0, 60.0, 300.0
LONGEST_PAUSE = 15.0


class Follower:
    """`step` does what is due; everything may fail and is tried again, later each time."""

    def __init__(self) -> None:
        self._followed = -1
        self._until: datetime | None = None
        self._due = dict.fromkeys(("pulse", "refit", "reconcile"), 0.0)
        self._due["reconcile"] = time.monotonic() + RECONCILE_SECONDS

    def step(self) -> None:
        """Raises whatever the database and the file system raise."""
        at = now()
        if at.revision != self._followed or (self._until is not None and at.at >= self._until):
            follow()
            self._followed, self._until = at.revision, next_change_after(at.at)
            self._due["refit"] = self._due["pulse"] = 0.0
        self._when_due("pulse", PULSE_SECONDS, lambda: beat_once(FOLLOWER, self._followed))
        self._when_due("refit", REFIT_SECONDS, refit)
        self._when_due("reconcile", RECONCILE_SECONDS, reconcile)

    def _when_due(self, name: str, seconds: float, act: Callable[[], object]) -> None:
        if time.monotonic() >= self._due[name]:
            self._due[name] = time.monotonic() + seconds
            act()


def follow_until(is_over: Callable[[float], bool]) -> None:
    """`is_over` waits for so many seconds and says whether to end."""
    follower, pause = Follower(), LOOK_SECONDS
    while not is_over(pause):
        close_old_connections()
        try:
            follower.step()
            pause = LOOK_SECONDS
        except Busy:
            pause = LOOK_SECONDS  # Another process of this host is doing it.
        except (DatabaseError, OSError) as error:
            pause = min(pause * 2, LONGEST_PAUSE)
            logger.warning("Could not follow the database, trying again in %.1f s: %s", pause, error)
        except Exception:  # A damaged file, say: the next step mends it; the process must not end for it.
            pause = min(pause * 2, LONGEST_PAUSE)
            logger.exception("Could not follow the database; trying again in %.1f s.", pause)
