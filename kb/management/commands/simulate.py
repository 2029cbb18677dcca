import json
import os
import subprocess
import sys
import tempfile
from argparse import SUPPRESS
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import Progress

from kb.env import BASE
from kb.simulation.report import as_form, as_text
from kb.simulation.year import Occupied, Wanted, simulate

DAY = "day "
KEY = "simulated-{seed}-simulated-{seed}-simulated-{seed}-simulated"  # What is drawn for a second look follows from it.


class Command(BaseCommand):
    help = "Live through a year with a moved clock, in a database of its own, and compare all that happens with what must."

    def add_arguments(self, parser: CommandParser) -> None:
        usual = Wanted()
        parser.add_argument("what", choices=["year"])
        for name in ("days", "cards", "people", "seed"):
            parser.add_argument(f"--{name}", type=int, default=getattr(usual, name))
        parser.add_argument("--start", type=date.fromisoformat, default=usual.start.date(), help="the first day")
        parser.add_argument("--report", type=Path, help="also write the report as JSON to this file")
        parser.add_argument("--here", action="store_true", help=SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        numbers = {name: options[name] for name in ("days", "cards", "people", "seed")}
        if numbers["days"] < 1 or numbers["cards"] < 20 or numbers["people"] < 12:
            raise CommandError("Simulate at least 1 day, 20 cards and 12 people.")
        wanted = Wanted(**numbers, start=datetime.combine(options["start"], time(), tzinfo=UTC))
        if options["here"]:
            self._live_through(wanted, options["report"])
        elif status := self._elsewhere(wanted, options["report"]):
            sys.exit(status)

    def _elsewhere(self, wanted: Wanted, report: Path | None) -> int:
        """In a process and a database of its own, so that no store is touched and no clock but that one's moved."""
        start = [f"--start={wanted.start:%Y-%m-%d}", *([f"--report={report.absolute()}"] if report else [])]
        numbers = [f"--{name}={getattr(wanted, name)}" for name in ("days", "cards", "people", "seed")]
        command = [sys.executable, "manage.py", "simulate", "year", "--here", *numbers, *start]
        with _apart(wanted.seed) as environment, Progress() as bar:
            task = bar.add_task("Founding", total=wanted.days)
            with subprocess.Popen(command, cwd=BASE, env=environment, stdout=subprocess.PIPE, text=True) as process:
                assert process.stdout is not None
                for line in process.stdout:
                    if line.startswith(DAY):
                        day = int(line.removeprefix(DAY))
                        bar.update(task, completed=day, description="Days")
                        if not bar.console.is_terminal and day % 30 == 0:
                            self.stdout.write(f"{day} days of {wanted.days}")
                    else:
                        self.stdout.write(line, ending="")
            return process.returncode

    def _live_through(self, wanted: Wanted, report: Path | None) -> None:
        call_command("migrate", verbosity=0)
        try:
            outcome = simulate(wanted, lambda day: self.stdout.write(f"{DAY}{day}"))
        except Occupied:
            raise CommandError("There is a store in this database; a year is simulated in an empty one only.") from None
        if report is not None:
            report.write_text(json.dumps(as_form(outcome), indent=2, ensure_ascii=False), encoding="utf-8")
        self.stdout.write(as_text(outcome))
        if outcome.failures:
            sys.exit(1)


@contextmanager
def _apart(seed: int) -> Iterator[dict[str, str]]:
    """The environment of an installation that is nobody's: nothing of this one's is read."""
    ours = ("REDIS_URL", "CONCORD_PRODUCTION", "SECRET_KEY_FALLBACKS", "TIME_ZONE", "SEARCH_INDEX", "CONCORD_URL")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    with tempfile.TemporaryDirectory(prefix="concord-simulation-", ignore_cleanup_errors=True) as folder:
        yield kept | {
            "CONCORD_DATA": folder,
            "DATABASE_URL": os.environ.get("SIMULATE_DATABASE_URL", ""),
            "EMAIL_URL": "memorymail://",
            "SECRET_KEY": KEY.format(seed=seed),
            "LOG_LEVEL": "CRITICAL",
            "PYTHONUNBUFFERED": "1",
        }
