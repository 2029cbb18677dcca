"""What holds from an instant, or up to one: `scheduled/{name}/schedule.md`, and beside it facts, offers and cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from pydantic import model_validator

from policies.content.files import SubjectFile
from policies.content.form import Form
from policies.content.frontmatter import Page, write_page
from policies.content.problems import ContentError, Problem
from policies.files.instants import Instant, named, written

PAGE = "schedule.md"


class ScheduleFile(Form):
    """`start` empty: it is in force already; `until` empty: for good."""

    start: Instant | None = None
    until: Instant | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.start is None and self.until is None:
            raise ContentError.one("start", "missing", "Write when this begins, or until when it holds, or both.")
        if self.start is not None and self.until is not None and self.until <= self.start:
            raise ContentError.one("until", "order", "It would end before it begins.")
        return self


@dataclass(frozen=True, slots=True)
class ScheduleFolder:
    """The subjects that hold between the same two instants."""

    name: str
    file: ScheduleFile
    subjects: tuple[SubjectFile, ...]
    page: Page


def write_schedule(start: datetime | None, until: datetime | None) -> tuple[Path, str]:
    """The folder's own file, as it is imported again."""
    parts = [named(start)] if start else []
    parts += ["until", named(until)] if until else []
    page = write_page({"start": written(start), "until": written(until)}, "")
    return Path("scheduled", "-".join(parts), PAGE), page


def require_one_place(subjects: Sequence[SubjectFile]) -> None:
    """Topic, owner and risk belong to the subject and not to its version. Raises ContentError where two files differ."""
    first: dict[tuple[str, str], SubjectFile] = {}
    problems: list[Problem] = []
    for item in subjects:
        known = first.setdefault((item.kind, item.slug), item)
        for name in ("topic", "owner", "risk"):
            if getattr(item.place, name) != getattr(known.place, name):
                message = f"{known.page.name} says {getattr(known.place, name)}; this is not a matter of the version."
                problems += item.page.place(ContentError.one(name, "differs", message)).problems
    if problems:
        raise ContentError(problems)
