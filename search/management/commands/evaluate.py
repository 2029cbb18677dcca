"""`manage.py evaluate FILE.json...`: how well questions find their card, on files of questions whose right card is known."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import track
from rich.table import Table

from search.evaluation import Engine, Figures, Prediction, QuestionSet, figures, predictions, read_set

COLUMNS = ("file", "cards", "questions", "top-1", "first 5", "MRR@10", "answered right", "answered wrong", "foreign refused")
TIMES = ("ms mean", "ms p95")


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
        table = Table(*COLUMNS, *TIMES, title=f"Finding the right card, engine {engine}")
        made = [(questions, self._ask(questions, engine, console)) for questions in sets]
        for questions, answers in made:
            table.add_row(questions.name, *_cells(figures(questions, answers)))
        console.print(table)
        if predictions is not None:
            with predictions.open("w") as file:
                _write(made, file)
            console.print(f"Predictions: {predictions}")

    def _ask(self, questions: QuestionSet, engine: Engine, console: Console) -> list[Prediction]:
        total = len(questions.questions) + len(questions.foreign)
        asked: Iterable[Prediction] = predictions(questions, engine)
        return list(track(asked, questions.name, total=total, console=console, disable=not console.is_terminal))


def _cells(measured: Figures) -> list[str]:
    shares = (measured.top_1, measured.top_5, measured.mrr_10)
    bands = (measured.answered_right, measured.answered_wrong, measured.refused)
    written = ["-" if share is None else f"{100 * share:.1f} %" for share in (*shares, *bands)]
    return [str(measured.cards), str(measured.questions), *written, f"{measured.mean_ms:.1f}", f"{measured.p95_ms:.1f}"]


def _write(made: Iterable[tuple[QuestionSet, list[Prediction]]], file: TextIO) -> None:
    for questions, answers in made:
        file.writelines(json.dumps(prediction.row(questions.name), ensure_ascii=False) + "\n" for prediction in answers)
