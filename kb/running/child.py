"""A program that runs as long as we do."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

from kb.env import BASE
from kb.running.leash import GRACE_SECONDS

# Celery warns everyone who works as root, as in a container; what it means is unpickling, which we do not do.
QUIET = "ignore::Warning:celery.platforms"
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


class Child:
    """A Python module with its arguments, in a process group of its own."""

    def __init__(self, name: str, module: Sequence[str]):
        self.name = name
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None
        self._leash = -1
        self._pause = FIRST_PAUSE
        self._started = 0.0

    def start(self) -> None:
        watched, self._leash = os.pipe()
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kb.running.leash", str(watched), *self._module],
            cwd=BASE,
            env={**os.environ, "PYTHONWARNINGS": QUIET},
            stdin=subprocess.DEVNULL,
            pass_fds=[watched],
            start_new_session=True,
        )
        os.close(watched)

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def exit_status(self) -> int:
        return self._process.returncode if self._process is not None else 0

    def pause(self) -> float:
        """How long to wait before the next start: longer each time, short again after a good minute."""
        ran = time.monotonic() - self._started
        self._pause = FIRST_PAUSE if ran > 60 else min(self._pause * 2, LONGEST_PAUSE)
        return self._pause

    def ask_to_stop(self) -> None:
        if self.is_running and self._process is not None:
            self._process.terminate()

    def finish(self, seconds: float = GRACE_SECONDS) -> None:
        """Wait for the end, for some seconds, then end what is left of the group."""
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        with suppress(ProcessLookupError, PermissionError):  # macOS says the second of a group with nothing but a zombie in it.
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._leash)
        self._process = None
