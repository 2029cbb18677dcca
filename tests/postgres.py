"""Run pytest on a private PostgreSQL: `python -m tests.postgres ARGUMENT...`. It keeps nothing."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.parts import free_port

FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "listen_addresses=127.0.0.1"]


def main(arguments: list[str]) -> int:
    programs = find_programs()
    if programs is None:
        print("PostgreSQL is not installed, so the tests ran on SQLite only; .ci/run shows how to install it.")
        return int(os.environ.get("CI") == "true")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # So that the server ends with us.
    with server(programs) as url:
        environment = {**os.environ, "CONCORD_TEST_DATABASE_URL": url}
        return subprocess.run([sys.executable, "-m", "pytest", *arguments], env=environment, check=False).returncode


def find_programs() -> Path | None:
    """The folder of `initdb` and `postgres`; Debian keeps them off the path, one folder per major version."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    return max((path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")), default=None)


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """A server in a temporary folder; gives the address of its database."""
    folder, port, person = Path(tempfile.mkdtemp(prefix="concord-postgres-")), free_port(), as_person()
    if person:
        shutil.chown(folder, "postgres", "postgres")
    options: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL, **person}
    try:
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", "concord", "-A", "trust", "-N"], check=True, **options
        )
        settings = [
            word for setting in [*FAST, f"port={port}", f"unix_socket_directories={folder}"] for word in ("-c", setting)
        ]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen([programs / "postgres", "-D", folder / "data", *settings], stderr=log, **options)
        try:
            url = f"postgres://concord@127.0.0.1:{port}/postgres"
            _wait(url, process, folder / "log")
            yield url
        finally:
            process.terminate()
            process.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def as_person() -> dict[str, Any]:
    """PostgreSQL refuses to work for root; its package has made somebody for it."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam("postgres")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                sys.exit(f"PostgreSQL did not start: {log.read_text()}")
            time.sleep(0.05)
        else:
            return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
