"""Where the index of an audience lies, and the lock that only one writer holds."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from policies.answers import INTERNAL, PUBLIC

AUDIENCES: tuple[str, ...] = (PUBLIC, INTERNAL)


class Busy(Exception):
    """Another process is writing this index."""


def folder_of(audience: str) -> Path:
    """One index per audience, so that not even a score gives away what stands only in internal notes."""
    return Path(settings.SEARCH_INDEX) / str(audience)


@contextmanager
def locked(folder: Path, *, seconds: float) -> Iterator[None]:
    """Hold the index for writing; the system frees it when the process ends, however it ends. Raises Busy after `seconds`."""
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    deadline = time.monotonic() + seconds
    with (folder / "lock").open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise Busy(str(folder)) from None
                time.sleep(0.01)
        yield
