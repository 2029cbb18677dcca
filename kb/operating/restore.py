"""Bringing a backup into an installation, and proving that everything in it has arrived."""

import hashlib
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.apps.registry import Apps
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from kb.operating.backup import digest
from kb.operating.manifest import NAME, BackupManifest, BadBackup
from kb.operating.migrating import drop_tables, is_at, is_newest, loaded_at, migrate_to, require_known
from kb.operating.snapshot import columns_of, kept_models, lines_of, row_from, unhurried
from policies import guards, memory
from policies.audit.proof import verify
from policies.models import Subject
from search import engine
from search.model.refit import refit

Say = Callable[[str], None]


def read_manifest(archive: ZipFile) -> BackupManifest:
    """After every part was compared with its checksum, so that nothing is touched for a damaged file. Raises BadBackup."""
    try:
        manifest = BackupManifest.of(archive.read(NAME))
        for label, table in manifest.tables.items():
            with archive.open(_part(label)) as part:
                if hashlib.file_digest(part, "sha256").hexdigest() != table.sha256:  # type: ignore[arg-type]
                    raise BadBackup(f"The part {label} is not as it was written: take another copy of the backup.")
    except (KeyError, BadZipFile, EOFError, OSError) as error:
        raise BadBackup(f"The backup is damaged: take another copy of it ({error}).") from None
    return manifest


def open_backup(path: Path) -> ZipFile:
    try:
        return ZipFile(path)
    except FileNotFoundError:
        raise BadBackup(f"There is no {path}.") from None
    except (BadZipFile, OSError) as error:
        raise BadBackup(f"{path} is no backup of Concord, or a damaged one: {error}") from None


def is_empty() -> bool:
    """Nothing but what every new installation has."""
    if Subject._meta.db_table not in connection.introspection.table_names():
        return True
    return not Subject.objects.exists() and not User.objects.exists()


def restore(archive: ZipFile, manifest: BackupManifest, say: Say) -> None:
    """Replace everything by what the backup holds, then prove that it is there. Raises BadBackup when anything is not.

    One transaction where the tables already are as in the backup; else the tables are made anew as they were then, filled, and
    brought to what this release needs.
    """
    require_known(manifest.migrations)
    if not is_at(manifest.migrations):
        drop_tables()
        migrate_to(manifest.migrations)
    with unhurried():
        _fill(archive, manifest, loaded_at(manifest.migrations), say)
    call_command("migrate", interactive=False, verbosity=0)
    memory.forget()
    _prove_trail(manifest)
    say("The trail of events is as it was written.")
    call_command("createcachetable", verbosity=0)
    cache.clear()
    say(f"Search index built anew: {engine.rebuild()} documents; answer models fitted: {refit()}.")


def _fill(archive: ZipFile, manifest: BackupManifest, then: Apps, say: Say) -> None:
    models = {model._meta.label: model for model in kept_models(then)}
    if missing := sorted(set(manifest.tables) - set(models)):
        raise BadBackup(f"This release does not know the tables {', '.join(missing)}: restore with the release that made it.")
    with transaction.atomic():
        guards.remove(connection)  # They refuse what was approved long ago as much as what was made up; put back below.
        _empty()
        for label in manifest.tables:
            with archive.open(_part(label)) as part:
                _fill_table(models[label], part)
        _count_on(list(models.values()))
        for label, table in manifest.tables.items():
            if digest(lines_of(models[label])) != table:
                raise BadBackup(f"What arrived in {label} is not what the backup holds; nothing was changed.")
        if is_newest(manifest.migrations):
            guards.install(connection)  # Else migrating does.
    say(f"{sum(table.rows for table in manifest.tables.values()):,} rows in {len(manifest.tables)} tables, each as it was.")


def _fill_table(model: type[Model], lines: Iterator[bytes]) -> None:
    fields = columns_of(model)
    size = min(connection.ops.bulk_batch_size(fields, [None] * 500), 500)  # type: ignore[arg-type]
    rows = (row_from(line, model, fields) for line in lines)
    while batch := list(islice(rows, size)):
        # As loading fixtures does, but many at once: no field changes what it is given, and parents have a part of their own.
        model._base_manager.all()._insert(batch, fields=fields, using=connection.alias, raw=True)  # type: ignore[attr-defined]


def _empty() -> None:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), tables, reset_sequences=False, allow_cascade=True):
            cursor.execute(statement)


def _count_on(models: list[type[Any]]) -> None:
    """New rows get numbers after the highest that came."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _prove_trail(manifest: BackupManifest) -> None:
    verdict = verify(manifest.head if manifest.head[0] else None)
    if not verdict.is_sound:
        raise BadBackup("The trail of events does not hold:\n" + "\n".join(str(finding) for finding in verdict.findings[:10]))


def _part(label: str) -> str:
    return f"tables/{label}.jsonl"
