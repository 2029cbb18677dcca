from pathlib import Path
from typing import Any, get_args

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kb.benchmarks.asked import FINDING, FIVE, IN_SCOPE, REFUSED, TOP
from kb.benchmarks.kept import DEMO, Figure, Measured, keep
from kb.benchmarks.machine import machine
from search.evaluation import Engine, Trial, figures, read_set


class Command(BaseCommand):
    help = "The figures of `evaluate` that something is asked of, for both engines: run it with files of questions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE.json")
        parser.add_argument("--keep", type=Path, metavar="FILE.json", help="put the figures among those of other parts")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        known, found = machine(), dict[str, Figure]()
        wanted = {asked.name for asked in FINDING}
        for path in files:
            try:
                questions = read_set(path)
            except ValueError as error:
                raise CommandError(str(error)) from None
            for engine in get_args(Engine):
                names = {part: f"{engine}, {questions.name}: {part}" for part in (TOP, FIVE, IN_SCOPE, REFUSED)}
                if not wanted & set(names.values()):
                    continue
                trial = Trial(questions, engine)
                measured = figures(trial, list(trial))
                shares = (measured.top_1, measured.top_5, measured.answered_right, measured.refused)
                for name, share in zip(names.values(), shares, strict=True):
                    if share is not None:
                        found[name] = Figure(round(100 * share, 1), f"{measured.questions} questions")
                        self.stdout.write(f"{name:60}{100 * share:8.1f} %")
        keep(options["keep"], "finding", DEMO, Measured(known, found))
