"""What the index of an audience holds, in one small file that is replaced whole: the build in use and how far it follows."""

import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from policies.moment import Moment

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`build` is the directory of the Whoosh files; `revision` and `instant` are the moment that the index mirrors."""

    build: str
    revision: int
    instant: datetime
    documents: int
    schema: str

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """None when there is none, or none that can be read: the index is then rebuilt."""
        try:
            form: dict[str, Any] = json.loads((folder / NAME).read_text())
            return cls(**{**form, "instant": datetime.fromisoformat(form["instant"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def at(self, moment: Moment, documents: int) -> Self:
        """The same build, brought to that moment."""
        return replace(self, revision=moment.revision, instant=moment.at, documents=documents)

    def write(self, folder: Path) -> None:
        """Replace the file in one step, after the bytes are on the disk."""
        draft = folder / f"{NAME}.{os.getpid()}"
        with draft.open("w") as file:
            json.dump({**asdict(self), "instant": self.instant.isoformat()}, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / NAME)
