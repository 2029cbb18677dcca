"""A folder of content files, read whole before anything is changed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from policies.content.files import DimensionFile, SubjectFile, TopicFile, read_card, read_fact, read_offer
from policies.content.form import Form
from policies.content.frontmatter import MAX_BYTES, Page, read_page
from policies.content.problems import ContentError, Problem
from policies.content.text import FACT_KEY, SLUG
from policies.files.image_files import ImageFile, read_image
from policies.files.release_files import PAGE, ReleaseFile, ReleaseFolder
from policies.files.schedule_files import PAGE as SCHEDULE
from policies.files.schedule_files import ScheduleFile, ScheduleFolder, require_one_place
from policies.languages import TAG

F = TypeVar("F", bound=Form)
KINDS = ("topics", "dimensions", "images", "facts", "offers", "cards", "scheduled", "releases")


@dataclass(slots=True)
class Collection:
    """What the files say. Facts and offers come before the cards that quote them."""

    topics: dict[str, TopicFile] = field(default_factory=dict)
    dimensions: dict[str, DimensionFile] = field(default_factory=dict)
    images: list[ImageFile] = field(default_factory=list)
    subjects: list[SubjectFile] = field(default_factory=list)
    schedules: list[ScheduleFolder] = field(default_factory=list)
    releases: list[ReleaseFolder] = field(default_factory=list)


def read_collection(folder: Path) -> Collection:
    """Read every file. Raises ContentError with the problems of all files, each with file, line and field."""
    if not folder.is_dir():
        raise ContentError.one("path", "missing", f"There is no folder {folder}.")
    if not any((folder / kind).is_dir() for kind in KINDS):
        raise ContentError.one("path", "empty", f"None of the folders {', '.join(KINDS)} is in {folder}.")
    collection, problems = Collection(), _Problems()
    for path in _files(folder / "topics"):
        with problems.collected():
            collection.topics[_slug(folder, path)] = _form(folder, path, TopicFile)
    for path in _files(folder / "dimensions"):
        with problems.collected():
            collection.dimensions[_slug(folder, path)] = _form(folder, path, DimensionFile)
    for path in sorted((folder / "images").glob("*.webp")):
        with problems.collected():
            collection.images.append(read_image(folder, path))
    collection.subjects = _subjects(folder, folder, problems)
    for path in _folders(folder / "scheduled"):
        subjects = _subjects(folder, path, problems)
        with problems.collected():
            page, name, file = _page(folder, path / SCHEDULE), _slug(folder, path), _form(folder, path / SCHEDULE, ScheduleFile)
            collection.schedules.append(ScheduleFolder(name, file, tuple(subjects), page))
    with problems.collected():
        require_one_place([*collection.subjects, *(item for schedule in collection.schedules for item in schedule.subjects)])
    for path in _folders(folder / "releases"):
        subjects = _subjects(folder, path, problems)
        with problems.collected():
            page, slug = _page(folder, path / PAGE), _slug(folder, path)
            collection.releases.append(ReleaseFolder(slug, _form(folder, path / PAGE, ReleaseFile), tuple(subjects), page))
    problems.raise_any()
    return collection


def _subjects(folder: Path, where: Path, problems: "_Problems") -> list[SubjectFile]:
    subjects = []
    for kind, read, pattern in (("facts", read_fact, FACT_KEY), ("offers", read_offer, SLUG)):
        for path in _files(where / kind):
            with problems.collected():
                subjects.append(read(_slug(folder, path, pattern), _page(folder, path)))
    for path in _folders(where / "cards"):
        with problems.collected():
            subjects.append(_card(folder, path))
    return subjects


class _Problems:
    """Goes on after an error, so that a person sees all of them at once."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    @contextmanager
    def collected(self) -> Iterator[None]:
        try:
            yield
        except ContentError as error:
            self.found += error.problems

    def raise_any(self) -> None:
        if self.found:
            raise ContentError(self.found)


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(folder.glob("*.md")))


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.is_dir())


def _slug(folder: Path, path: Path, pattern: str = SLUG) -> str:
    slug = path.name.removesuffix(".md")
    if len(slug) > 80 or not re.fullmatch(pattern, slug):
        message = "Name this with lower-case letters, digits and single hyphens; a fact has one dot and no hyphens."
        raise ContentError([Problem("", "slug", message, file=str(path.relative_to(folder)), line=1)])
    return slug


def _page(folder: Path, path: Path) -> Page:
    name = str(path.relative_to(folder))
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return read_page(name, file.read(MAX_BYTES + 1))
    except FileNotFoundError:
        raise ContentError([Problem("", "missing", "This file is missing.", file=name, line=1)]) from None
    except UnicodeDecodeError:
        raise ContentError([Problem("", "encoding", "The file is not UTF-8 text.", file=name, line=1)]) from None


def _form(folder: Path, path: Path, form: type[F]) -> F:
    page = _page(folder, path)
    try:
        return form.read(page.meta)
    except ContentError as error:
        raise page.place(error) from None


def _card(folder: Path, path: Path) -> SubjectFile:
    files = list(_files(path))
    strangers = [file.name for file in files if not TAG.fullmatch(file.stem)]
    if strangers or not files:
        message = f"{strangers[0]} is not named for a language." if strangers else "The card has no files."
        raise ContentError([Problem("", "language", message, file=str(path.relative_to(folder)), line=1)])
    return read_card(_slug(folder, path), {file.stem: _page(folder, file) for file in files})
