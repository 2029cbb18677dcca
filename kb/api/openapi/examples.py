"""The examples of the description: JSON beside the code, which tests send and hold against the real answers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

FOLDER = Path(__file__).resolve().parent.parent / "examples"
COMMON = "problems"  # The file with an example for each refusal that any call may give, by its name.


@dataclass(frozen=True, slots=True)
class Example:
    """`scene` is a function of `tests/api/scenes.py`; `who` a person, an audience, `nobody`, or a key's scope.

    A text `$name` in what is sent stands for a value that the scene gives; the example shows the one of `filled`. `method` and
    `address` are only for the common problems, which belong to no call.
    """

    name: str
    status: int
    scene: str = "nothing"
    who: str = "public"
    path: dict[str, str | int] = field(default_factory=dict)
    query: dict[str, str | int | float | bool] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None
    answer: Any = None
    filled: dict[str, str] = field(default_factory=dict)
    method: str = ""
    address: str = ""


def examples_of(call: str) -> list[Example]:
    """Of one call, by its name; of none an empty list."""
    return _all().get(call, [])


def files() -> Iterator[tuple[Path, dict[str, list[Example]]]]:
    """Every file, by its path, with the examples of its calls."""
    for path in sorted(FOLDER.glob("*.json")):
        calls: dict[str, list[dict[str, Any]]] = orjson.loads(path.read_bytes())
        yield path, {call: [Example(**example) for example in examples] for call, examples in calls.items()}


def fill(given: Any, values: dict[str, str]) -> Any:
    """With what `$name` stands for, at any depth. Unknown names stay, so that a mistake shows."""
    if isinstance(given, dict):
        return {name: fill(value, values) for name, value in given.items()}
    if isinstance(given, list):
        return [fill(value, values) for value in given]
    return values.get(given.removeprefix("$"), given) if isinstance(given, str) and given.startswith("$") else given


@lru_cache(maxsize=1)
def _all() -> dict[str, list[Example]]:
    return {call: examples for _, calls in files() for call, examples in calls.items()}
