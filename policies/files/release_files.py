"""Releases as content files: `releases/{slug}/release.md`, and beside it the facts, offers and cards that it changes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policies.content.files import SubjectFile
from policies.content.form import Form
from policies.content.frontmatter import Page, write_page
from policies.content.text import Line
from policies.files.instants import Instant, written
from policies.models import Release

PAGE = "release.md"


class ReleaseFile(Form):
    """`start` and `until` are minutes in the store's time zone (`2026-11-15T00:00`), or days, which means their
    first minute.
    """

    title: Line
    start: Instant | None = None
    until: Instant | None = None


@dataclass(frozen=True, slots=True)
class ReleaseFolder:
    """One release with the files of its parts."""

    slug: str
    file: ReleaseFile
    subjects: tuple[SubjectFile, ...]
    page: Page


def write_release(release: Release) -> tuple[Path, str]:
    """The release's own file, as it is imported again."""
    meta: dict[str, Any] = {"title": release.title, "start": written(release.start), "until": written(release.until)}
    return Path("releases", release.slug, PAGE), write_page(meta, release.note)
