"""A web server as the site has it, started for measuring; what its workers have spent and hold, as the kernel counts it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from kb.benchmarks.worker import WHO
from kb.env import BASE

WORKERS, LINES = 2, 2
START_SECONDS, END_SECONDS, PATIENCE = 300, 20, 120


class NotServed(Exception):
    """The server that is to be measured ended, did not start, or answers something else than it should."""


class Connection:
    """One that stays open, and is opened again when the server has closed it meanwhile."""

    def __init__(self, port: int, patience: float = PATIENCE):
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)

    def get(
        self, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Status, headers (whose names may be asked for in any letters) and body. Raises OSError or HTTPException."""
        try:
            return self._asked(path, headers, body)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.http.close()
            return self._asked(path, headers, body)

    def _asked(
        self, path: str, headers: Mapping[str, str] | None, body: bytes | None
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        self.http.request("GET" if body is None else "POST", path, body, dict(headers or {}))
        response = self.http.getresponse()
        return response.status, response.headers, response.read()


class Server:
    """Used with `with`. `application` is where the server finds it, as `module:name`, and tells which worker answers.

    `lines` are connections that stay open, as many to one worker as to the other: what was warmed over them stays warm.
    """

    def __init__(self, application: str, **environment: str):
        self.application, self.environment = application, environment
        self.lines: dict[int, list[Connection]] = {}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])

    def __enter__(self) -> Self:
        options = f"--interface wsgi --host 127.0.0.1 --port {self.port} --workers {WORKERS} --blocking-threads 4"
        # A thread that ends takes what it spent with it: none does while it is measured.
        options += " --backpressure 64 --no-ws --log-level warning --blocking-threads-idle-timeout 600"
        end_of_leash, self.leash = os.pipe()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kb.running.leash", str(end_of_leash), "granian", *options.split(), self.application],
            cwd=BASE,
            env={**os.environ, **self.environment, "LOG_LEVEL": "ERROR"},
            start_new_session=True,
            pass_fds=[end_of_leash],
        )
        os.close(end_of_leash)
        try:
            self._reach_every_worker(time.monotonic() + START_SECONDS)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.leash)
        for line in (line for lines in self.lines.values() for line in lines):
            line.http.close()
        for act in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, act)
                self.process.wait(END_SECONDS)
            except ProcessLookupError:
                return
            except subprocess.TimeoutExpired:
                continue

    def _reach_every_worker(self, until: float) -> None:
        """Each imports the site for itself; the last may be many seconds after the first."""
        while len(self.lines) < WORKERS or any(len(lines) < LINES for lines in self.lines.values()):
            if self.process.poll() is not None:
                raise NotServed(f"The server of {self.application} ended while it started: the lines above say why.")
            if time.monotonic() > until:
                raise NotServed(f"The server of {self.application} did not answer within {START_SECONDS} seconds.")
            line = Connection(self.port, patience=5)
            try:
                status, _headers, body = line.get(WHO)
            except (OSError, http.client.HTTPException):
                line.http.close()
                time.sleep(0.2)
                continue
            if status != http.HTTPStatus.OK:
                raise NotServed(f"{self.application} answers {status} instead of which worker it is.")
            self._take(line, int(body))

    def _take(self, line: Connection, worker: int) -> None:
        known = self.lines.setdefault(worker, [])
        if len(known) == LINES:
            line.http.close()
            time.sleep(0.02)  # So that the other one, which has less to do, may be first next time.
            return
        line.http.timeout = PATIENCE  # Also when it is opened again.
        if line.http.sock:
            line.http.sock.settimeout(PATIENCE)
        known.append(line)

    def workers(self) -> list[Path]:
        """Their folders in /proc."""
        return [Path(f"/proc/{worker}") for worker in sorted(self.lines)]

    def spent(self) -> float:
        """CPU seconds of all workers so far, to the microsecond. Raises NotServed when one of them has ended."""
        try:
            tasks = [task for worker in self.workers() for task in (worker / "task").iterdir()]
            return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9
        except OSError as error:
            raise NotServed(f"A worker of {self.application} ended while it was measured ({error}).") from None

    def memory(self) -> list[float]:
        """Megabytes that each worker holds for itself: no file of the disk, nothing that another process holds as well."""
        return [_own(worker) for worker in self.workers()]


def _own(worker: Path) -> float:
    lines = (line.split() for line in (worker / "smaps_rollup").read_text().splitlines())
    return sum(int(words[1]) for words in lines if words[0] in ("Private_Clean:", "Private_Dirty:")) * 1024 / 1e6
