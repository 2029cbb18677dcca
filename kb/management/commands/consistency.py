import json
import subprocess
import sys
import threading
from argparse import SUPPRESS
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import Progress

from kb.consistency.check import Report, check
from kb.consistency.churn import Churn, Unstaffed
from kb.consistency.doors import Unusable
from kb.consistency.report import as_json, as_markdown
from kb.env import BASE

LINES = 20  # Where there is no terminal to draw a bar in.


class Command(BaseCommand):
    help = "Ask every channel the same questions over HTTP and compare the answers, byte for byte, with the database's."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--base", default="http://127.0.0.1:8000", help="where the installation answers")
        parser.add_argument("--most", type=int, help="about so many comparisons, spread evenly; all of them without this")
        parser.add_argument("--minutes", type=float, help="stop after so long, wherever it is")
        parser.add_argument("--out", type=Path, help="folder for report.json and report.md (in the data folder)")
        change = (
            "publish, withdraw, schedule and change facts all the while: for a copy of the store, never for the store itself"
        )
        parser.add_argument("--under-change", action="store_true", help=change)
        parser.add_argument("--pause", type=float, default=0.5, help="seconds between two such changes")
        parser.add_argument("--changes", action="store_true", help=SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["under_change"] and settings.IS_PRODUCTION:
            raise CommandError("--under-change changes cards and facts. Try it with a copy of the store, not in production.")
        try:
            if options["changes"]:
                self._change(options["pause"])
                return
            report = self._check(options)
        except (Unusable, Unstaffed) as error:
            raise CommandError(str(error)) from None
        folder = options["out"] or settings.DATA / "consistency"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.json").write_text(as_json(report), encoding="utf-8")
        (folder / "report.md").write_text(as_markdown(report), encoding="utf-8")
        self.stdout.write(as_markdown(report))
        if not report.is_clean:
            raise CommandError(f"See {folder / 'report.md'}.")

    def _check(self, options: dict[str, Any]) -> Report:
        changes: dict[str, int] = {}

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)
            if not bar.console.is_terminal and done % -(-total // LINES) == 0:
                self.stdout.write(f"{done:,} questions of {total:,}")
                self.stdout.flush()

        with Progress() as bar, _changing(options["pause"], changes) if options["under_change"] else _nothing():
            task = bar.add_task("Comparing", total=None)
            report = check(
                options["base"],
                most=options["most"],
                minutes=options["minutes"],
                progress=tell,
            )
        report.changes = changes
        return report

    def _change(self, pause: float) -> None:
        """In a process of its own, until the one that started it says stop, or is gone."""
        over = threading.Event()

        def listen() -> None:
            sys.stdin.read()
            over.set()

        threading.Thread(target=listen, daemon=True).start()
        churn = Churn()
        churn.go_on(over.is_set, pause=pause)
        self.stdout.write(json.dumps(churn.counts))


@contextmanager
def _changing(pause: float, counts: dict[str, int]) -> Iterator[None]:
    """Another process changes the store as long as the block lasts; `counts` then says what it did."""
    command = [sys.executable, "manage.py", "consistency", "--changes", f"--pause={pause}"]
    with subprocess.Popen(command, cwd=BASE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield
        finally:
            said, _ = process.communicate("")
    if process.returncode:
        raise Unstaffed("What changes the store has failed; see above.")
    counts.update(json.loads(said.splitlines()[-1]))


@contextmanager
def _nothing() -> Iterator[None]:
    yield
