"""PostgreSQL and Redis of one's own, that can be stopped and started; a folder that can be full."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.parts import free_port
from tests.postgres import as_person, find_programs

FAST = ["fsync=off", "full_page_writes=off", "max_connections=60", "listen_addresses=127.0.0.1"]


@dataclass(slots=True)
class Service:
    """A program that listens on a port."""

    command: list[Any]
    port: int
    options: dict[str, Any] = field(default_factory=dict)
    process: Any = None

    def start(self) -> None:
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(self.command, **quiet, **self.options)
        until = time.monotonic() + 30
        while not self.is_up():
            if time.monotonic() > until:
                raise TimeoutError(f"{self.command[0]} did not start.")
            time.sleep(0.02)

    def stop(self) -> None:
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def crash(self) -> None:
        self.process.kill()
        self.process.wait()

    def is_up(self) -> bool:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        return False


class Postgres(Service):
    """`interrupt` is its fast way to stop: whoever is connected is cut off."""

    __slots__ = ()

    @property
    def url(self) -> str:
        return f"postgres://concord@127.0.0.1:{self.port}/postgres"

    def is_up(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        self.process.send_signal(2)
        self.process.wait(30)


@contextmanager
def redis() -> Iterator[Service]:
    program, port = shutil.which("redis-server"), free_port()
    if program is None:
        raise SystemExit("Redis is not installed; .ci/run shows how to install it.")
    service = Service([program, "--port", str(port), "--save", "", "--appendonly", "no"], port)
    service.start()
    try:
        yield service
    finally:
        service.stop()


@contextmanager
def postgres() -> Iterator[Postgres]:
    programs, port = find_programs(), free_port()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed; .ci/run shows how to install it.")
    folder, person = Path(tempfile.mkdtemp(prefix="concord-faults-pg-")), as_person()
    if person:
        shutil.chown(folder, "postgres", "postgres")
    options: dict[str, Any] = {"cwd": folder, **person}
    initdb = [programs / "initdb", "-D", folder / "data", "-U", "concord", "-A", "trust", "-N"]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **options)
    words = [word for setting in [*FAST, f"port={port}", f"unix_socket_directories={folder}"] for word in ("-c", setting)]
    service = Postgres([programs / "postgres", "-D", folder / "data", *words], port, options)
    try:
        service.start()
        yield service
    finally:
        if service.process:
            service.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[bool]:
    """The folder as a disk of its own; false where nobody may mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    is_mounted = mount is not None and subprocess.run(command, check=False, capture_output=True).returncode == 0
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)
