"""Processes of a house, forked from one that has everything loaded: starting one costs milliseconds, and SIGKILL is real.

The nursery has one thread, so that nothing is copied half done. It is told a line of JSON and answers with a process id.
"""

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import celery.apps.worker
import celery.beat
import celery.bin.worker  # noqa: F401 - loaded once, for every worker that is started
import time_machine
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connections

from kb.celery import app
from kb.wsgi import application
from search.sync import rebuild, sync

QUIET = "--loglevel CRITICAL --pool solo --without-gossip --without-mingle --without-heartbeat".split()


class Silent(WSGIRequestHandler):
    def log_message(self, *_args: Any) -> None:
        """The harness counts what it hears itself."""


class Server(ThreadedWSGIServer):
    daemon_threads = True

    def handle_error(self, *_args: Any) -> None:
        """Readers that were cut off."""


def web(port: int, shift: int = 0, largest_file: int = 0) -> None:
    """The site. `shift` seconds beside the clock; no file beyond `largest_file` bytes, as on a disk that is full."""
    if shift:
        time_machine.travel(datetime.now(UTC) + timedelta(seconds=shift), tick=True).start()
    if largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    server = Server(("127.0.0.1", port), Silent)
    server.set_app(application)
    server.serve_forever(poll_interval=0.05)


def worker() -> None:
    """Celery with its beat, as it runs in a house."""
    app.worker_main(["worker", "--beat", *QUIET])


def write_index(whole: bool = False) -> None:
    rebuild() if whole else sync()


def run_tasks(names: list[str], pauses: list[float]) -> None:
    """In this order, however often each is named, a pause before each; as tasks that come late do."""
    app.loader.import_default_modules()
    for name, pause in zip(names, pauses, strict=True):
        time.sleep(pause)
        app.tasks[name]()


WORK: dict[str, Callable[..., None]] = {"web": web, "worker": worker, "write_index": write_index, "run_tasks": run_tasks}


class Nursery:
    """Start it before the first thread and the first connection to the database."""

    def __init__(self) -> None:
        orders, self._orders = os.pipe()
        self._answers, answers = os.pipe()
        connections.close_all()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._orders)
            os.close(self._answers)
            _serve(orders, answers)
            os._exit(0)
        os.close(orders)
        os.close(answers)

    def start(self, name: str, **how: Any) -> int:
        os.write(self._orders, f"{json.dumps([name, how])}\n".encode())
        return int(_line(self._answers))

    def close(self) -> None:
        os.close(self._orders)
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def kill(pid: int) -> None:
    """At once, with all that it started, and gone when this returns."""
    for end in (os.killpg, os.kill):
        with suppress(ProcessLookupError):
            end(pid, signal.SIGKILL)
    wait(pid)


def wait(pid: int, seconds: float = 60) -> bool:
    """Did it end by then?"""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.002)
    return False


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _serve(orders: int, answers: int) -> None:
    app.loader.import_default_modules()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # The system buries the children.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    children: list[int] = []
    while line := _line(orders):
        name, how = json.loads(line)
        pid = os.fork()
        if pid == 0:
            os.close(orders)
            os.close(answers)
            _work(name, how)
        children.append(pid)
        os.write(answers, f"{pid}\n".encode())
    for child in children:
        kill(child)


def _work(name: str, how: dict[str, Any]) -> None:
    os.setpgid(0, 0)  # The beat is a process of the worker's, and ends with it.
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2) if "FAULTS_LOUD" not in os.environ else ():
        os.dup2(silence, stream)
    try:
        WORK[name](**how)
    except BaseException as error:  # Whatever it was, the process must not go on as a second nursery.
        print(f"{name}: {error!r}", file=sys.stderr)
        os._exit(1)
    os._exit(0)


def _line(pipe: int) -> str:
    """One line, or nothing when the other end is closed."""
    read = b""
    while not read.endswith(b"\n"):
        part = os.read(pipe, 1)
        if not part:
            return ""
        read += part
    return read.decode()
