"""The rows that migrations write (roles, channels, the counter): kept once, put back after a test that really commits."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

_file = Path()
_rows: dict[str, bytes] = {}


def keep(connection: BaseDatabaseWrapper, file: Path) -> None:
    """`file` is the migrated database, where it is SQLite's."""
    global _file
    _file = file
    if connection.vendor == "sqlite":
        return
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        for table in tables:
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                _rows[table] = b"".join(copy)


def put_back(connection: BaseDatabaseWrapper) -> None:
    """PostgreSQL checks what refers to what when all is there."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for table, rows in _rows.items():
            if rows:
                with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                    copy.write(rows)


def begin_again(connection: BaseDatabaseWrapper) -> None:
    """SQLite copies the few hundred pages of the migrated database over whatever is there, guards and all."""
    connection.ensure_connection()
    with closing(sqlite3.connect(_file)) as migrated:
        migrated.backup(connection.connection)
