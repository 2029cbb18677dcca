"""A process that could not bring the index up to date tries again itself, seconds before the beat would."""

import logging
import time

from policies.soon import soon, write_with
from search import engine

logger = logging.getLogger(__name__)
PATIENCE_SECONDS = 2.0
SHORTEST_PAUSE, LONGEST_PAUSE = 0.4, 2.0


class Behind:
    """Has this process something to index that it could not?

    Whatever kept it, such as a full disk or a folder that somebody is deleting, has often stopped the others, too.
    """

    def __init__(self) -> None:
        self.is_behind, self.pause, self.next_at = False, SHORTEST_PAUSE, 0.0

    def note(self) -> None:
        if not self.is_behind:
            self.is_behind, self.pause = True, SHORTEST_PAUSE
        soon()

    def follow(self) -> None:
        """Raises what indexing raises: Busy while another process is at it for long, and whatever files and database raise."""
        engine.follow(PATIENCE_SECONDS)

    def catch_up(self) -> int:
        """Called by the thread that writes what was noted. Gives how often it indexed: once or not at all."""
        if not self.is_behind:
            return 0
        if time.monotonic() >= self.next_at:
            try:
                self.follow()
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
