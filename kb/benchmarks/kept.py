"""Figures that were measured, kept in one file by part and size of the store until they are measured again."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from kb.env import BASE

FILE = BASE / "docs" / "benchmarks.json"
DEMO = 0  # The size of what is measured on the demo store as it is, or on no store at all.


@dataclass(frozen=True, slots=True)
class Figure:
    """A value in the unit that `asked` names for it, what stands beside it, and how many times the floor it is if the value
    says something else: what grows is compared by that, because each size is measured in a run of its own.
    """

    value: float
    beside: str = ""
    times: float | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures by name, of one part and one size, on the machine that is described."""

    machine: Mapping[str, str]
    figures: Mapping[str, Figure]


Kept = dict[str, dict[int, Measured]]


def read(path: Path) -> Kept:
    """By part and number of cards, the smallest first. Empty when nothing was measured yet."""
    parts = json.loads(path.read_text()) if path.exists() else {}
    return {
        part: {
            int(size): Measured(of["machine"], {name: Figure(**figure) for name, figure in of["figures"].items()})
            for size, of in sorted(sizes.items(), key=lambda item: int(item[0]))
        }
        for part, sizes in parts.items()
    }


def keep(path: Path | None, part: str, size: int, measured: Measured) -> None:
    """Put these in place of those of the same part and size; where no file is named, nothing is kept."""
    if path is None:
        return
    known = read(path)
    sizes = known.get(part, {}) | {size: measured}
    known[part] = dict(sorted(sizes.items()))
    written = {part: {size: asdict(of) for size, of in sizes.items()} for part, sizes in known.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n")
