"""`make bench`: everything that is measured, one part after the other, each in a process of its own, and the document of it.

A part that fails is named at the end and leaves its figures as they were; the others are measured all the same.
"""

import os
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.benchmarks import report
from kb.benchmarks.kept import FILE
from kb.env import BASE

# Among more cards the whole index is built only where there is none, and fewer queries are asked.
MOST_BUILT_AGAIN = 20_000
PUBLISHED, ASKED = 200, 600
PARTS = ("demo", "browser", "search", "requests")


@dataclass(frozen=True, slots=True)
class Step:
    """A program of the project, and the data folder that it uses."""

    name: str
    arguments: Sequence[str]
    store: Path

    def is_done(self) -> bool:
        say(f"\n{self.name} ...")
        return not subprocess.call(
            [sys.executable, *self.arguments], cwd=BASE, env={**os.environ, "CONCORD_DATA": str(self.store)}
        )


def steps(given: Namespace) -> Iterator[Step]:
    keep, manage, demo = ("--keep", str(given.keep)), "manage.py", given.stores / "demo"
    if "demo" in given.parts:
        yield Step("A request in one process", [manage, "bench", *keep], demo)
        yield Step("One answer", [manage, "bench_answers", *keep], demo)
    if "browser" in given.parts:
        yield Step("What a browser gets", ["-m", "tests.budgets", *keep], demo)
    for size in given.cards:
        yield from _of_size(size, given, given.stores / f"cards-{size}", keep)
    if given.questions:
        yield Step("The right card for a question", [manage, "bench_finding", *map(str, given.questions), *keep], demo)


def _of_size(size: int, given: Namespace, store: Path, keep: Sequence[str]) -> Iterator[Step]:
    yield Step(f"The database of {size:,} cards", ["manage.py", "migrate", "-v0"], store)
    if not (store / "queries.jsonl").exists():
        yield Step(f"{size:,} cards", ["manage.py", "demo", "--cards", str(size)], store)
    if "search" in given.parts:
        built = ["--build"] if size <= MOST_BUILT_AGAIN or not (store / "index").exists() else []
        few = ["--every", str(max(1, size // MOST_BUILT_AGAIN)), "--publish", str(PUBLISHED), "--ask", str(ASKED), "--alone"]
        yield Step(f"Finding among {size:,} cards", ["manage.py", "bench_search", *built, *few, *keep], store)
    if "requests" in given.parts:
        how = ["--count", str(given.count), "--seconds", str(given.seconds)]
        yield Step(f"Requests among {size:,} cards", ["manage.py", "bench_requests", *how, *keep], store)


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, nargs="*", default=[10_000], metavar="N", help="sizes of stores")
    parser.add_argument("--stores", type=Path, default=BASE / ".venv" / "bench", help="where the stores are, or are made")
    parser.add_argument("--parts", nargs="*", default=PARTS, choices=PARTS, help="only these")
    parser.add_argument("--count", type=int, default=1_000, help="requests of each kind")
    parser.add_argument("--seconds", type=float, default=60, help="how long 64 connections ask at once")
    parser.add_argument("--questions", type=Path, nargs="*", default=[], metavar="FILE.json", help="sets for `evaluate`")
    parser.add_argument("--keep", type=Path, default=FILE, metavar="FILE.json", help="the document is written beside it")
    given = parser.parse_args()
    for name in ("stores", "keep"):
        setattr(given, name, getattr(given, name).resolve())
    given.questions = [path.resolve() for path in given.questions]
    given.stores.mkdir(parents=True, exist_ok=True)
    failed = [step.name for step in steps(given) if not step.is_done()]
    given.keep.parent.mkdir(parents=True, exist_ok=True)
    say(f"\nWritten: {report.write(given.keep)}")
    if failed:
        raise SystemExit(f"Not measured, or over what is allowed: {'; '.join(failed)}. The lines above say why.")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
