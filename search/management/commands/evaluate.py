"""`manage.py evaluate FILE.json...`: how well questions find their card, on files of questions whose right card is known."""

import json
from collections.abc import Iterable
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import track
from rich.table import Table

from search.evaluation import Engine, Figures, Prediction, QuestionSet, Trial, figures, read_set

FOUND = ("cards", "questions", "top-1", "first 5", "MRR@10")
SURE = ("right", "wrong", "foreign refused", "right at 80 %", "AUROC")
SPENT = ("fit s", "ms mean", "ms p95")


class Command(BaseCommand):
    help = "Measure finding: each file's cards go to a throw-away index, its questions are asked. The store is not touched."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE.json")
        parser.add_argument("--predictions", type=Path, metavar="OUT.jsonl", help="write a row per question")
        parser.add_argument("--engine", choices=["ask", "search"], default="ask", help="whole questions, or the search box")

    def handle(self, *args: Any, files: list[Path], predictions: Path | None, engine: Engine, **options: Any) -> None:
        try:
            sets = [read_set(path) for path in files]
        except ValueError as error:
            raise CommandError(str(error)) from None
        output: Any = self.stdout
        console = Console(file=output, width=None if self.stdout.isatty() else 160)
        table = Table("file", *FOUND, *SURE, *SPENT, title=f"Finding the right card, engine {engine}; times of the CPU")
        made = [(Trial(questions, engine), list[Prediction]()) for questions in sets]
        for trial, answers in made:
            shown = track(trial, trial.questions.name, total=len(trial), console=console, disable=not console.is_terminal)
            answers.extend(shown)
            table.add_row(trial.questions.name, *_cells(figures(trial, answers)))
        console.print(table)
        console.print(f"Memory of this process, at most: {getrusage(RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        if predictions is not None:
            with predictions.open("w") as file:
                _write(((trial.questions, answers) for trial, answers in made), file)
            console.print(f"Predictions: {predictions}")


def _cells(measured: Figures) -> list[str]:
    shares = (measured.top_1, measured.top_5, measured.mrr_10)
    bands = (measured.answered_right, measured.answered_wrong, measured.refused, measured.right_at_80, measured.auroc)
    written = ["-" if share is None else f"{100 * share:.1f} %" for share in (*shares, *bands)]
    times = (measured.fit_seconds, measured.mean_ms, measured.p95_ms)
    return [str(measured.cards), str(measured.questions), *written, *(f"{spent:.1f}" for spent in times)]


def _write(made: Iterable[tuple[QuestionSet, list[Prediction]]], file: TextIO) -> None:
    for questions, answers in made:
        file.writelines(json.dumps(prediction.row(questions.name), ensure_ascii=False) + "\n" for prediction in answers)
