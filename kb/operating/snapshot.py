"""Reading the whole database as it is at one instant, while others go on writing; rows in a form that any database takes."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.apps.registry import Apps
from django.db import connection, transaction
from django.db.models import Field, Model

# Who is logged in and who was seen at work is of the moment; nobody comes in again with a session of a backup.
LEFT_OUT = frozenset({"sessions.Session", "usersessions.UserSession", "kb.Pulse"})
AT_ONCE = 500


@contextmanager
def one_instant() -> Iterator[None]:
    """All reads inside see one state. Stops nobody: SQLite in WAL mode and PostgreSQL both keep old rows for old readers."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")  # A transaction of Django's would be immediate, and make writers wait.
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield


@contextmanager
def unhurried() -> Iterator[None]:
    """Without the limits by which PostgreSQL ends what takes long."""
    if connection.vendor == "sqlite":
        yield
        return
    names = ("statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout")
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"SET {name} = 0")
        try:
            yield
        finally:
            for name in names:
                cursor.execute(f"RESET {name}")


def kept_models(registry: Apps = apps) -> list[type[Model]]:
    """Every table that a backup holds, in the order of their names."""
    models = (
        model for model in registry.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy
    )
    return sorted((model for model in models if model._meta.label not in LEFT_OUT), key=lambda model: model._meta.label)


def columns_of(model: type[Model]) -> "list[Field[Any, Any]]":
    """Those of its own table: what it inherits is in its parent's."""
    return sorted(model._meta.local_concrete_fields, key=lambda field: field.attname)


def lines_of(model: type[Model]) -> Iterator[bytes]:
    """Each row as a line of JSON: the values of `columns_of`, in their order. The same on every database."""
    names = [field.attname for field in columns_of(model)]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield json.dumps(row, default=_plain, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def row_from(line: bytes, model: type[Model], fields: "list[Field[Any, Any]]") -> Model:
    values = json.loads(line)
    pairs = zip(fields, values, strict=True)
    return model(**{field.attname: value if value is None else field.to_python(value) for field, value in pairs})


def _plain(value: Any) -> str:
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"No form for {type(value).__name__}.")
