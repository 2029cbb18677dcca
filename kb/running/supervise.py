"""Keep the web server and the worker running until somebody says stop."""

import http.client
import os
import signal
import time
from collections.abc import Callable, Sequence
from types import FrameType

from kb.running.child import Child
from kb.running.leash import GRACE_SECONDS
from kb.running.refusal import CannotRun

LOOK_SECONDS = 0.2
START_SECONDS = 60.0


class Stop:
    """Becomes true at Ctrl-C and SIGTERM, when the terminal closes, or when the given parent process is gone.

    Until `be_patient` is called a signal interrupts at once, whatever is being prepared; then it is noticed between two looks.
    """

    def __init__(self, parent: int | None):
        self._parent = parent
        self._is_asked = False
        self._handle(signal.default_int_handler)

    def be_patient(self) -> None:
        self._handle(self._ask)

    def _handle(self, act: Callable[[int, FrameType | None], None]) -> None:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(name) is not signal.SIG_IGN:  # As under nohup.
                signal.signal(name, act)

    def _ask(self, *_: object) -> None:
        self._is_asked = True

    def __bool__(self) -> bool:
        return self._is_asked or (self._parent is not None and os.getppid() != self._parent)

    def within(self, seconds: float) -> bool:
        """Wait so long; true as soon as it is time to stop."""
        until = time.monotonic() + seconds
        while not self and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
        return bool(self)


def web(host: str, port: int, *, processes: int = 2, threads: int = 4) -> Child:
    """Two processes with four threads each; SQLite gains nothing from more."""
    many = f"--workers {processes} --blocking-threads {threads} --backpressure {max(64, 16 * threads)}"
    options = f"--interface wsgi --host {host} --port {port} {many} --no-ws"
    manners = "--log-level warning --respawn-failed-workers --workers-kill-timeout 3"
    return Child("web server", ["granian", *options.split(), *manners.split(), "kb.wsgi:application"])


def follower() -> Child:
    """This host's own, which keeps its index at the database's revision."""
    return Child("follower", ["manage", "follow"])


def worker() -> Child:
    """One process that does background work, with the beat, which repeats what matters."""
    options = "--app kb.celery --quiet --skip-checks worker --beat --pool solo --loglevel WARNING"
    lonely = "--without-gossip --without-mingle --without-heartbeat"
    return Child("worker", ["celery", *options.split(), *lonely.split()])


def wait_for_answer(child: Child, host: str, port: int, stop: Stop) -> None:
    """Return when GET / is answered. Raises CannotRun when the server ends or answers with an error."""
    until = time.monotonic() + START_SECONDS
    while not stop:
        if not child.is_running:
            raise CannotRun("The web server could not start: the lines above say why.")
        try:
            status = _status(host, port)
        except OSError:
            if time.monotonic() > until:
                raise CannotRun(f"The web server did not answer within {START_SECONDS:.0f} seconds.") from None
            time.sleep(0.05)
            continue
        if status >= 500:
            raise CannotRun(f"The web server answers GET / with {status}: the lines above say why.")
        return


def keep_running(children: Sequence[Child], stop: Stop, say: Callable[[str], None]) -> None:
    """Start again what ends by itself, after a pause; return when it is time to stop."""
    while not stop.within(LOOK_SECONDS):
        for child in children:
            if not child.is_running:
                status = child.exit_status
                child.finish()
                pause = child.pause()
                say(f"The {child.name} ended (status {status}); starting it again in {pause:.0f} s.")
                if stop.within(pause):
                    return
                child.start()


def end(children: Sequence[Child]) -> None:
    for child in children:
        child.ask_to_stop()
    until = time.monotonic() + GRACE_SECONDS  # For all of them together.
    for child in children:
        child.finish(max(0.0, until - time.monotonic()))


def _status(host: str, port: int) -> int:
    connection = http.client.HTTPConnection(host, port, timeout=30)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    finally:
        connection.close()
