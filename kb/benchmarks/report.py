"""`docs/benchmarks.md` and its drawing, written from the figures of every part and size that was measured.

`python -m kb.benchmarks.report` writes them anew from what is kept.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from kb.benchmarks.asked import PARTS, Asked, asked_of, written
from kb.benchmarks.growth import Growth, drawn
from kb.benchmarks.kept import DEMO, FILE, Figure, Kept, Measured, read
from kb.benchmarks.said import HEAD, TITLES

PICTURE = "benchmarks.svg"
SIZES = (1_000, 10_000, 100_000)


def write(figures: Path = FILE) -> Path:
    """Beside the figures. Returns the document's path."""
    kept, document = read(figures), figures.with_suffix(".md")
    growth = list(_growth(kept))
    if growth:
        document.with_name(PICTURE).write_text(drawn(growth))
    document.write_text("\n".join(_text(kept, growth)))
    return document


def _text(kept: Kept, growth: list[Growth]) -> Iterator[str]:
    yield HEAD
    yield "*Asked* is at most so much, or at least where it is a share found or times faster than another.\n"
    for part in PARTS:
        title, said = TITLES[part]
        yield f"## {title}\n"
        yield f"{said}\n"
        sizes = kept.get(part, {})
        if not sizes:
            yield "Not measured yet.\n"
        for size, measured in sizes.items():
            yield from _of_size(part, size, measured)
        if part == "search":
            yield from _told(kept, growth)


def _of_size(part: str, size: int, measured: Measured) -> Iterator[str]:
    if size != DEMO:
        yield f"### {title_of(part)} among {size:,} cards\n"
    yield ";\n".join(measured.machine.values()) + ".\n"
    yield "| what | seen | | asked | aim | |"
    yield "|---|---:|---|---:|---:|---|"
    for asked in asked_of(part, size):
        yield _row(asked, measured.figures.get(asked.name))
    yield ""


def title_of(part: str) -> str:
    return TITLES[part][0]


def _row(asked: Asked, figure: Figure | None) -> str:
    unit = f" {asked.unit}" if asked.unit else ""
    value = f"{written(figure.value)}{unit}" if figure else "-"
    bound, aim = ("" if limit is None else f"{limit:g}{unit}" for limit in (asked.bound, asked.aim))
    beside = figure.beside if figure else ""
    return f"| {asked.name} | {value} | {beside} | {bound} | {aim} | {asked.verdict(figure)} |"


def _growth(kept: Kept) -> Iterator[Growth]:
    """Of every time that was measured at two sizes or more."""
    for part in ("requests", "search"):
        sizes = kept.get(part, {})
        for asked in PARTS[part]:
            found = {size: of.figures[asked.name] for size, of in sizes.items() if asked.name in of.figures}
            if asked.unit not in ("x", "ms") or asked.is_least or len(found) < 2:
                continue
            is_in_floors = all(figure.times is not None for figure in found.values())
            values = {size: figure.times if is_in_floors and figure.times else figure.value for size, figure in found.items()}
            yield Growth(asked.name, "x" if is_in_floors else asked.unit, values)


def _told(kept: Kept, growth: Iterable[Growth]) -> Iterator[str]:
    """The drawing, and the same as a table."""
    yield "## Growth\n"
    measured = sorted({size for part in ("requests", "search") for size in kept.get(part, {})})
    missing = [f"{size:,}" for size in SIZES if not any(_about(size, known) for known in measured)]
    yield (
        "How many times what it costs among the fewest cards each of these costs among more. Nothing on a read path\n"
        "is to grow with the number of cards or versions, except finding itself, which looks at more cards.\n"
    )
    if missing:
        yield f"Not measured yet: {', '.join(missing)} cards.\n"
    rows = list(growth)
    if not rows:
        return
    yield f"![What costs more among more cards, and how much more]({PICTURE})\n"
    yield f"| | {' | '.join(f'{size:,} cards' for size in measured)} | grown |"
    yield f"|---|{'---:|' * (len(measured) + 1)}"
    for row in rows:
        cells = [f"{written(row.values[size])} {row.unit}" if size in row.values else "-" for size in measured]
        yield f"| {row.name} | {' | '.join(cells)} | {row.times():.1f} times |"
    yield ""


def _about(size: int, known: int) -> bool:
    return 0.9 * size <= known <= 1.1 * size


if __name__ == "__main__":
    sys.stdout.write(f"{write()}\n")
