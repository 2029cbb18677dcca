"""Releases as content files: `releases/{slug}/release.md`, and beside it the facts, offers and cards that it changes."""

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.utils.timezone import get_default_timezone, make_aware
from pydantic import field_validator

from policies.content.files import SubjectFile
from policies.content.form import Form
from policies.content.frontmatter import Page, write_page
from policies.content.text import Line
from policies.models import Release

PAGE = "release.md"


class ReleaseFile(Form):
    """`start` and `until` are minutes in the store's time zone (`2026-11-15T00:00`), or days, which means their
    first minute.
    """

    title: Line
    start: datetime | None = None
    until: datetime | None = None

    @field_validator("start", "until", mode="before")
    @classmethod
    def _instant(cls, value: object) -> object:
        if value is None or isinstance(value, datetime):
            return value
        if isinstance(value, date):
            return make_aware(datetime.combine(value, time.min), get_default_timezone())
        try:
            instant = datetime.fromisoformat(str(value))
        except ValueError:
            raise ValueError("Write an instant such as 2026-11-15T00:00.") from None
        return instant if instant.tzinfo else make_aware(instant, get_default_timezone())


@dataclass(frozen=True, slots=True)
class ReleaseFolder:
    """One release with the files of its parts."""

    slug: str
    file: ReleaseFile
    subjects: tuple[SubjectFile, ...]
    page: Page


def write_release(release: Release) -> tuple[Path, str]:
    """The release's own file, as it is imported again."""
    meta: dict[str, Any] = {"title": release.title, "start": _local(release.start), "until": _local(release.until)}
    return Path("releases", release.slug, PAGE), write_page(meta, release.note)


def _local(instant: datetime | None) -> str | None:
    return instant.astimezone(get_default_timezone()).strftime("%Y-%m-%dT%H:%M") if instant else None
