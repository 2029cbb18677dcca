"""What is written soon: noted in memory while somebody is answered, put into the database by a thread less than a second later.

Noting costs microseconds and never fails. A process that is killed loses what it has noted and not written: at most the last
second, longer only while the database itself cannot be written to. One that ends in order writes everything first.
"""

import atexit
import logging
import os
import threading
import time
from collections.abc import Callable
from multiprocessing.util import Finalize

from django.conf import settings
from django.db import close_old_connections, connection

logger = logging.getLogger(__name__)
PAUSE_SECONDS = 0.4  # For gathering; what writing itself takes comes on top, twice at worst, and must stay below a second.
Write = Callable[[], int]


class _Writer:
    """The thread of this process, begun by the first note. `wanted` is set while something waits."""

    def __init__(self) -> None:
        self.wanted = threading.Event()
        self.starting = threading.Lock()
        self.writing = threading.Lock()
        self.thread: threading.Thread | None = None

    def begin(self) -> None:
        with self.starting:
            if self.thread is None:
                self.thread = threading.Thread(target=self.run, name="soon", daemon=True)
                self.thread.start()

    def run(self) -> None:
        while True:
            self.wanted.wait()
            time.sleep(PAUSE_SECONDS)
            self.wanted.clear()  # Before writing: what is noted meanwhile sets it again.
            close_old_connections()
            try:
                write_now()
            except Exception:  # Whatever it was, the next second has its own things to write.
                logger.exception("Could not write what was noted.")
            close_old_connections()


_writes: list[Write] = []
_forgets: list[Callable[[], None]] = []
_writer = _Writer()


def write_with(write: Write, forget: Callable[[], None]) -> None:
    """Have this called soon after every note, and give how many notes it wrote. `forget` empties what a fork has copied."""
    _writes.append(write)
    _forgets.append(forget)


def soon() -> None:
    """Something was noted."""
    if not _writer.wanted.is_set():
        _writer.wanted.set()
    if _writer.thread is None and settings.WRITES_SOON:
        _writer.begin()


def write_now() -> int:
    """Write all that was noted. Returns how many notes; what cannot be written is kept for the next time."""
    with _writer.writing:
        return sum(write() for write in _writes)


def _write_at_exit() -> None:
    """Receives the end of the process, unless it is killed."""
    if _writer.wanted.is_set() or (_writer.thread is not None):
        write_now()
        connection.close()


def _begin_anew() -> None:
    """In a process that was forked: no thread came along, and what the other noted the other writes."""
    global _writer
    _writer = _Writer()
    for forget in _forgets:
        forget()


atexit.register(_write_at_exit)
Finalize(None, _write_at_exit, exitpriority=10)  # Workers that multiprocessing started, such as granian's, end without atexit.
os.register_at_fork(after_in_child=_begin_anew)
