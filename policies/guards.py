"""Triggers: the database itself refuses to rewrite history, whoever asks, on SQLite and on PostgreSQL.

They are put in place after every `migrate` and not by one migration, because SQLite drops a table's triggers whenever a later
migration rebuilds the table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = ("policies_event", "policies_publication", "policies_review")
FROZEN_COLUMNS = (
    "subject_id", "number", "content", "rendered", "digest", "audience", "significance", "meaning_number", "change_note",
    "based_on_id", "author_id", "edits", "created_at", "saved_at", "submitted_at",
)  # fmt: skip
MOVES = (
    ("draft", "in_review"),
    ("in_review", "approved"),
    ("in_review", "returned"),
    ("approved", "published"),
)


@dataclass(frozen=True, slots=True)
class Guard:
    """Refuse `operation` on `table` with `message` when `condition` (SQL over OLD and NEW) holds."""

    name: str
    table: str
    operation: str
    condition: str
    message: str


def guards(same: str) -> Iterator[Guard]:
    """All of them. `same` is the database's null-safe "equals": `IS` or `IS NOT DISTINCT FROM`."""
    for table in APPEND_ONLY:
        for operation in ("UPDATE", "DELETE"):
            yield Guard(f"{table}_no_{operation.lower()}", table, operation, "1 = 1", f"{table} is append-only")
    version = "policies_version"
    changed = " OR ".join(f"NOT (NEW.{column} {same} OLD.{column})" for column in FROZEN_COLUMNS)
    yield Guard("version_frozen", version, "UPDATE", f"OLD.state <> 'draft' AND ({changed})", "a submitted version is frozen")
    yield Guard("version_kept", version, "DELETE", "OLD.state <> 'draft'", "a submitted version is kept")
    allowed = " OR ".join(f"(OLD.state = '{old}' AND NEW.state = '{new}')" for old, new in MOVES)
    yield Guard("version_moves", version, "UPDATE", f"NEW.state <> OLD.state AND NOT ({allowed})", "no such move of a version")
    moved = f"NOT (NEW.approved_at {same} OLD.approved_at) AND NEW.state <> 'approved'"
    yield Guard("version_approval_dated", version, "UPDATE", moved, "only approving sets approved_at")
    yield Guard("counter_grows", "policies_counter", "UPDATE", "NEW.value <= OLD.value", "the revision only grows")


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place, replacing older forms."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _sqlite_triggers() if connection.vendor == "sqlite" else _postgres_triggers():
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away; only tests that empty the tables need this."""
    on_table = connection.vendor != "sqlite"
    with connection.cursor() as cursor:
        for guard in guards("IS"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}" + (f" ON {guard.table}" if on_table else ""))


def install_after_migrate(using: str, **_: Any) -> None:
    """Receiver of `post_migrate`, when all tables are there."""
    connection = connections[using]
    if "policies_counter" in connection.introspection.table_names():
        install(connection)


def _sqlite_triggers() -> Iterator[str]:
    for guard in guards("IS"):
        yield (
            f"CREATE TRIGGER {guard.name} BEFORE {guard.operation} ON {guard.table} WHEN {guard.condition} "
            f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
        )


def _postgres_triggers() -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION policies_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for guard in guards("IS NOT DISTINCT FROM"):
        yield (
            f"CREATE TRIGGER {guard.name} BEFORE {guard.operation} ON {guard.table} FOR EACH ROW WHEN ({guard.condition}) "
            f"EXECUTE FUNCTION policies_refuse('{guard.message}')"
        )
