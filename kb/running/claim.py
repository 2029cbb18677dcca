"""What one running Concord claims for itself: its data folder and its port."""

import errno
import fcntl
import socket
from pathlib import Path
from typing import IO

from kb.running.refusal import CannotRun


def claim_folder(data: Path, address: str) -> IO[str]:
    """Lock the data folder as long as the returned file is open; the lock goes with the process, however it ends.

    Raises CannotRun when another process has it or when the folder cannot be written to.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
        file = (data / "running").open("a+")
    except OSError:
        raise CannotRun(f"The data folder {data} cannot be written to: make it yours or set CONCORD_DATA to another.") from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        where = file.read().strip() or "another address"
        file.close()
        raise CannotRun(
            f"Concord is already running at {where} with the data in {data}: use that one, stop it, "
            "or choose another CONCORD_DATA and PORT."
        ) from None
    file.truncate(0)
    file.write(address)
    file.flush()
    return file


def read_port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise CannotRun(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def check_port(host: str, port: int) -> None:
    """Raises CannotRun when the server could not listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise CannotRun(
                f"Port {port} is for administrators only: choose one above 1023, as in PORT=8001 make run."
            ) from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise CannotRun(
                f"Port {port} is taken by another program: stop that, or choose another, as in PORT={port + 1} make run."
            ) from None
