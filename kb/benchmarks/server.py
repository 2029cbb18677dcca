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

from kb.env import BASE

WORKERS = 2
START_SECONDS = 300
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class Server:
    """Used with `with`. `application` is where the server finds it, as `module:name`."""

    def __init__(self, application: str, **environment: str):
        self.application, self.environment = application, environment
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])

    def __enter__(self) -> Self:
        options = f"--interface wsgi --host 127.0.0.1 --port {self.port} --workers {WORKERS} --blocking-threads 4"
        options += " --backpressure 64 --no-ws --log-level warning"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "granian", *options.split(), self.application],
            cwd=BASE,
            env={**os.environ, **self.environment, "LOG_LEVEL": "ERROR"},
            start_new_session=True,
        )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                Connection(self.port, patience=5).get("/bare")
                return self
            except OSError:
                time.sleep(0.2)
        raise TimeoutError("The server to be measured did not start.")

    def __exit__(self, *_: object) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(30)

    def workers(self) -> list[Path]:
        """Their folders in /proc."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == self.process.pid:
                found.append(folder)
        return found

    def spent(self) -> float:
        """CPU seconds of all workers so far, to the microsecond."""
        tasks = (task for worker in self.workers() for task in (worker / "task").iterdir())
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def memory(self) -> list[float]:
        """Megabytes that each worker holds."""
        return sorted(int((worker / "statm").read_text().split()[1]) * PAGE_BYTES / 1e6 for worker in self.workers())


class Connection:
    """One that stays open."""

    def __init__(self, port: int, patience: float = 120):
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)

    def get(
        self, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> tuple[int, Mapping[str, str]]:
        self.http.request("GET" if body is None else "POST", path, body, dict(headers or {}))
        response = self.http.getresponse()
        response.read()
        return response.status, dict(response.headers)
