"""Writing a backup: one file that holds every row of one instant, whichever database it came from and goes to.

A zip file with a part per table, a line of JSON per row, and a manifest with counts and checksums. See decision 44.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from kb.operating.manifest import NAME, BackupManifest, Table, key_mark
from kb.operating.snapshot import kept_models, lines_of, one_instant
from kb.release import RELEASE
from policies.audit.proof import head
from policies.publishing import current_revision


def back_up(path: Path) -> BackupManifest:
    """For its owner's eyes only, and there only when it is whole. Raises FileExistsError, or what the file system raises."""
    if path.exists():
        raise FileExistsError(f"{path} is there already.")
    draft = path.with_name(f"{path.name}.unfinished")
    try:
        with _private(draft) as file, ZipFile(file, "w", ZIP_DEFLATED, compresslevel=6) as archive:
            manifest = _write(archive)
        os.link(draft, path)  # Unlike a rename it never replaces what somebody else wrote meanwhile.
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _write(archive: ZipFile) -> BackupManifest:
    with one_instant():
        tables = {model._meta.label: _write_table(archive, model) for model in kept_models()}
        manifest = BackupManifest(
            made_at=timezone.now().isoformat(),
            release=RELEASE,
            database=connection.vendor,
            revision=current_revision(),
            head=head(),
            key=key_mark(settings.SECRET_KEY),
            migrations=applied(),
            tables=tables,
        )
    archive.writestr(NAME, manifest.as_json())
    return manifest


def _write_table(archive: ZipFile, model: Any) -> Table:
    with archive.open(f"tables/{model._meta.label}.jsonl", "w", force_zip64=True) as part:
        return digest(lines_of(model), part)


def digest(lines: Iterator[bytes], into: IO[bytes] | None = None) -> Table:
    rows, sum_ = 0, hashlib.sha256()
    for line in lines:
        rows += 1
        sum_.update(line)
        if into is not None:
            into.write(line)
    return Table(rows, sum_.hexdigest())


def applied() -> dict[str, list[str]]:
    """The migrations that were applied, by app."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    """A new file that only its owner may read, on the disk when the block ends."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
