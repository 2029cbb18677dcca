from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import Progress

from kb.consistency.check import check
from kb.consistency.doors import Unusable
from kb.consistency.report import as_json, as_markdown


class Command(BaseCommand):
    help = "Ask every channel the same questions over HTTP and compare the answers, byte for byte, with the database's."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--base", default="http://127.0.0.1:8000", help="where the installation answers")
        parser.add_argument("--most", type=int, help="about so many comparisons, spread evenly; all of them without this")
        parser.add_argument("--out", type=Path, help="folder for report.json and report.md (in the data folder)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with Progress() as bar:
                task = bar.add_task("Comparing", total=None)
                report = check(
                    options["base"],
                    most=options["most"],
                    progress=lambda done, total: bar.update(task, completed=done, total=total),
                )
        except Unusable as error:
            raise CommandError(str(error)) from None
        folder = options["out"] or settings.DATA / "consistency"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.json").write_text(as_json(report), encoding="utf-8")
        (folder / "report.md").write_text(as_markdown(report), encoding="utf-8")
        self.stdout.write(as_markdown(report))
        if not report.is_clean:
            raise CommandError(f"See {folder / 'report.md'}.")
