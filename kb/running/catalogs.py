"""Compile the interface's translations with Babel, so that no gettext need be installed."""

from collections.abc import Iterable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def stale_catalogs(folder: Path) -> list[Path]:
    """The sources that are newer than what was compiled from them."""
    return [source for source in sorted(folder.glob("*/LC_MESSAGES/django.po")) if _is_stale(source)]


def compile_catalogs(sources: Iterable[Path]) -> None:
    for source in sources:
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parent.parent.name)
        unfinished = source.with_suffix(".mo.new")
        with unfinished.open("wb") as file:
            write_mo(file, catalog)
        unfinished.replace(source.with_suffix(".mo"))


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime
