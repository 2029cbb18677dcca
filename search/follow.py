"""Following the database: at once in the process that published, and later from the worker."""

import logging
import time
from typing import Any

from policies.nudge import nudge
from policies.soon import soon, write_with
from search.engine import follow
from search.model.encoder import encoder
from search.tasks import refit_models, sync_index

logger = logging.getLogger(__name__)
PATIENCE_SECONDS = 2.0
SHORTEST_PAUSE, LONGEST_PAUSE = 0.4, 2.0


class Behind:
    """Has this process published what it could not index? Then it tries again itself, seconds before the beat would.

    Whatever kept it from indexing, such as a full disk, has often stopped the worker, too.
    """

    def __init__(self) -> None:
        self.is_behind, self.pause, self.next_at = False, SHORTEST_PAUSE, 0.0

    def note(self) -> None:
        if not self.is_behind:
            self.is_behind, self.pause = True, SHORTEST_PAUSE
        soon()

    def catch_up(self) -> int:
        """Called by the thread that writes what was noted. Gives how often it indexed: once or not at all."""
        if not self.is_behind:
            return 0
        if time.monotonic() >= self.next_at:
            try:
                follow(PATIENCE_SECONDS)
            except Exception as error:
                self.pause = min(2 * self.pause, LONGEST_PAUSE)
                self.next_at = time.monotonic() + self.pause
                logger.warning("The index is still behind: %s", error)
            else:
                self.forget()
                return 1
        soon()
        return 0

    def forget(self) -> None:
        self.is_behind = False


behind = Behind()
write_with(behind.catch_up, behind.forget)


def follow_publication(**_: Any) -> None:
    """Index what was just published, so that the next request finds it. Receives `publication_committed`.

    The publication is already committed and stays so whatever happens to the index (a full disk, another writer, a broken
    file): a failure is logged, the worker is asked to try again, and so does this process. The beat would do so anyway.
    """
    try:
        follow(PATIENCE_SECONDS)
    except Exception:
        logger.exception("The index could not follow a publication; it will be tried again.")
        nudge(sync_index)
        behind.note()
    if encoder() is not None:
        nudge(refit_models, logging.DEBUG)
