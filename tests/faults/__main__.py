"""Plant faults in real processes: `python -m tests.faults --kills 500 --each 100 --database sqlite|postgres`."""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.faults.services import postgres, redis, small_disk

DISK = 192  # Megabytes, in memory.


def main(words: list[str]) -> int:
    asked = _arguments().parse_args(words)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # So that everything ends with us.
    seed = asked.seed if asked.seed is not None else int(time.time())
    print(f"Seed {seed}", flush=True)
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="concord-faults-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        services: dict[str, Any] = {"disk": stack.enter_context(small_disk(folder / "data", DISK))}
        _settle(folder / "data", asked, services, stack)
        # Only now: the environment decides before the settings are read.
        # Styles and scripts by their own names: what they are called is nobody's question here.
        import_module("django.conf").settings.STORAGES["staticfiles"] = {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        }
        import_module("django").setup()
        status: int = import_module("tests.faults.rounds").run(asked, seed, services)
        return status


def _settle(data: Path, asked: Any, services: dict[str, Any], stack: ExitStack) -> None:
    """The environment of the house, before anything reads it."""
    (data / "static").mkdir()
    for name in ("SEARCH_INDEX", "SECRET_KEY", "EMAIL_URL", "CONCORD_URL", "ALLOWED_HOSTS"):
        os.environ.pop(name, None)
    if asked.database == "postgres":
        services["postgres"], services["redis"] = stack.enter_context(postgres()), stack.enter_context(redis())
        os.environ["DATABASE_URL"] = services["postgres"].url
        os.environ["REDIS_URL"] = f"redis://127.0.0.1:{services['redis'].port}/0"
    else:
        os.environ["DATABASE_URL"] = os.environ["REDIS_URL"] = ""
        if asked.copy:
            shutil.copyfile(asked.copy, data / "concord.sqlite3")
    os.environ.update(
        DJANGO_SETTINGS_MODULE="kb.settings",
        CONCORD_DATA=str(data),
        CONCORD_PRODUCTION="false",
        EMAIL_URL="dummymail://",
        ANSWER_ENCODER="none",
        API_REQUESTS_PER_MINUTE="1000000",
        LOG_LEVEL="CRITICAL",
    )


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=500, help="how many processes are killed, over all kinds of them")
    parser.add_argument("--each", type=int, default=100, help="how often each other fault happens")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", type=int, help="the same chances again")
    parser.add_argument("--only", help="this fault alone, by its name in the table or the beginning of it")
    parser.add_argument("--round", type=int, help="this round of it alone")
    parser.add_argument("--minutes", type=float, help="stop after so long, wherever it is")
    parser.add_argument("--out", type=Path, help="write the table to this file, too")
    parser.add_argument("--copy", type=Path, help="an SQLite file to begin with, so that nothing is migrated")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
