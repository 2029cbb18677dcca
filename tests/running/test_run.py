"""`manage.py run` as a person meets it: it starts, says where, survives a dead worker, and leaves nothing behind."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.env import BASE
from tests.parts import free_port, slowness

PATIENCE = 150  # Seconds: a start is twenty seconds of work, and other tests are at work, too.
SOON = 10  # Seconds as on an idle machine.
pytestmark = [pytest.mark.sqlite, pytest.mark.timeout(480)]


class Running:
    """A `manage.py run` with a data folder and a port of its own; the demo is kept out, it has tests of its own."""

    def __init__(self, data: Path, port: int, log: Path):
        self.data, self.port, self.log = data, port, log
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "CONCORD_TEST"))}
        environment |= {"CONCORD_DATA": str(data), "PORT": str(port), "DATABASE_URL": "", "CONCORD_DEMO": "false"}
        with self.log.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run"], cwd=BASE, env=environment, stdout=said, stderr=subprocess.STDOUT
            )

    def said(self) -> str:
        return self.log.read_text()

    def until(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, self.said()
            time.sleep(0.05)

    def until_ready(self) -> None:
        self.until(lambda: "Concord answers at" in self.said() or self.process.poll() is not None)
        assert self.process.poll() is None, self.said()

    def until_gone(self) -> None:
        self.until(lambda: not self.processes())

    def status(self, path: str) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as response:
            return response.status

    def processes(self) -> list[int]:
        """Everything that works for this data folder, by the environment it was started with; Linux only."""
        mark = f"CONCORD_DATA={self.data}\0".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes() and (folder / "cmdline").read_bytes():
                    found.append(int(folder.name))
            except OSError:
                continue
        return found


@pytest.fixture
def filled(tmp_path: Path, migrated_file: Path) -> None:
    """The data folder of somebody who starts again: its tables are there."""
    (tmp_path / "data").mkdir()
    shutil.copyfile(migrated_file, tmp_path / "data" / "concord.sqlite3")


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    started = []

    def start(data: str = "data", port: int = 0) -> Running:
        started.append(Running(tmp_path / data, port or free_port(), tmp_path / f"{len(started)}.log"))
        return started[-1]

    yield start
    for running in started:
        running.process.kill()
        running.process.wait()
        running.until_gone()


def test_it_serves_says_where_and_stops_within_seconds(run):
    running = run()
    running.until_ready()
    assert running.status("/healthz") == 200
    assert f"http://127.0.0.1:{running.port}/faq/en/" in running.said()
    assert "Traceback" not in running.said()
    slow = max(slowness() for _ in range(3))
    started = time.monotonic()
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(PATIENCE) == 0
    assert time.monotonic() - started < SOON * slow
    assert running.said().rstrip().endswith("Stopped.")
    assert running.processes() == []


def test_it_says_that_it_is_already_running_and_where(filled, run):
    first = run()
    first.until_ready()
    second = run()
    assert second.process.wait(PATIENCE) == 1
    assert second.said().startswith(f"Concord is already running at http://127.0.0.1:{first.port}/")
    assert len(second.said().splitlines()) == 1
    other = run("other", first.port)
    assert other.process.wait(PATIENCE) == 1
    assert other.said().startswith(f"Port {first.port} is taken by another program")
    assert len(other.said().splitlines()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="finds processes by /proc")
def test_it_starts_a_dead_worker_again_and_leaves_nothing_when_killed(filled, run):
    running = run()
    running.until_ready()
    worker = next(pid for pid in running.processes() if b"celery" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(worker, signal.SIGKILL)
    running.until(lambda: "The worker ended (status -9); starting it again" in running.said())
    assert running.status("/healthz") == 200
    running.process.kill()
    running.process.wait()
    running.until_gone()


def test_it_refuses_an_odd_port_and_a_folder_it_cannot_use_in_one_sentence(run, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    refused = {
        run("data", 70000): "PORT must be a number",
        run("file/data"): "The data folder",
        run(str(BASE)): "CONCORD_DATA is the project's own folder",
    }
    for running, sentence in refused.items():
        assert running.process.wait(PATIENCE) == 1
        assert running.said().startswith(sentence)
        assert len(running.said().splitlines()) == 1
