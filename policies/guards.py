"""Triggers: the database itself refuses to rewrite history, whoever asks, on SQLite and on PostgreSQL.

They are put in place after every `migrate` and not by one migration, because SQLite drops a table's triggers whenever a later
migration rebuilds the table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from policies.review.states import moves

APPEND_ONLY = (
    "policies_event", "policies_publication", "policies_review", "policies_formerdimension", "policies_offeroutcome",
    "policies_verification", "policies_comment", "policies_acknowledgement",
)  # fmt: skip
FROZEN_COLUMNS = (
    "id", "subject_id", "number", "content", "rendered", "digest", "audience", "significance", "meaning_number", "change_note",
    "based_on_id", "release_id", "author_id", "edits", "created_at", "saved_at", "submitted_at",
)  # fmt: skip
# Of an outcome only who the customer was may be forgotten: the columns that stay, and those that may become empty.
OUTCOME_COLUMNS = ("id", "offer_id", "version_id", "kind", "code", "channel", "receipt", "acceptance_id", "at")
IMAGE_COLUMNS = ("id", "name", "data", "width", "height", "size")
FORGOTTEN = ("customer", '"order"')
KEPT = (*APPEND_ONLY, "policies_version", "policies_counter")
REFUSE = " BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END "
# What a row could be replaced by: every unique key.
UNIQUE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(APPEND_ONLY, ("id",)),
    "policies_event": ("id", "number"),
    "policies_publication": ("id", "number subject_id"),
    "policies_acknowledgement": ("id", "must_read_id person_id"),
    "policies_formerdimension": ("id", "dimension_id until"),
    "policies_offeroutcome": ("id", "acceptance_id"),
    "policies_subject": ("id", "kind slug"),
    "policies_version": ("id", "subject_id number"),
    "policies_counter": ("name",),
    "policies_image": ("id", "name"),
}


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
            refused = _rewritten(same) if (table, operation) == ("policies_offeroutcome", "UPDATE") else "1 = 1"
            yield Guard(f"{table}_no_{operation.lower()}", table, operation, refused, f"{table} is append-only")
    version = "policies_version"
    changed = " OR ".join(f"NOT (NEW.{column} {same} OLD.{column})" for column in FROZEN_COLUMNS)
    yield Guard("version_frozen", version, "UPDATE", f"OLD.state <> 'draft' AND ({changed})", "a submitted version is frozen")
    yield Guard("version_kept", version, "DELETE", "OLD.state <> 'draft'", "a submitted version is kept")
    allowed = " OR ".join(f"(OLD.state = '{old}' AND NEW.state = '{new}')" for old, new in moves())
    yield Guard("version_moves", version, "UPDATE", f"NEW.state <> OLD.state AND NOT ({allowed})", "no such move of a version")
    moved = f"NOT (NEW.approved_at {same} OLD.approved_at) AND NOT (OLD.state = 'in_review' AND NEW.state = 'approved')"
    yield Guard("version_approval_dated", version, "UPDATE", moved, "only approving sets approved_at")
    yield Guard("version_begins_as_draft", version, "INSERT", "NEW.state <> 'draft'", "a version begins as a draft")
    image = " OR ".join(f"NOT (NEW.{column} {same} OLD.{column})" for column in IMAGE_COLUMNS)
    yield Guard("image_frozen", "policies_image", "UPDATE", image, "an image never changes")
    renamed = "NEW.kind <> OLD.kind OR NEW.slug <> OLD.slug OR NEW.id <> OLD.id"
    yield Guard("subject_keeps_slug", "policies_subject", "UPDATE", renamed, "a slug never changes")
    grows = "NEW.value <= OLD.value OR NEW.name <> OLD.name"
    yield Guard("counter_grows", "policies_counter", "UPDATE", grows, "the revision only grows")
    yield Guard("counter_kept", "policies_counter", "DELETE", "1 = 1", "the revision only grows")


def _rewritten(same: str) -> str:
    """Anything of an outcome but a customer or order that becomes empty."""
    changed = [f"NOT (NEW.{column} {same} OLD.{column})" for column in OUTCOME_COLUMNS]
    renamed = [f"NOT (NEW.{column} {same} OLD.{column} OR NEW.{column} = '')" for column in FORGOTTEN]
    return " OR ".join([*changed, *renamed])


def replacing() -> Iterator[Guard]:
    """SQLite only: `INSERT OR REPLACE` deletes the row in its way without asking the triggers of DELETE."""
    for table, keys in UNIQUE.items():
        there = " OR ".join(f"({' AND '.join(f'{column} = NEW.{column}' for column in key.split())})" for key in keys)
        condition = f"EXISTS (SELECT 1 FROM {table} WHERE {there})"
        yield Guard(f"{table}_no_replace", table, "INSERT", condition, f"this row of {table} is there already")
    taken = "SELECT 1 FROM policies_offeroutcome WHERE kind = 'accepted' AND offer_id = NEW.offer_id AND code = NEW.code"
    accepted = f"NEW.kind = 'accepted' AND NEW.code <> '' AND EXISTS ({taken})"
    yield Guard("outcome_own_code_once", "policies_offeroutcome", "INSERT", accepted, "this code was accepted already")


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place, replacing older forms."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        remove(connection)
        for statement in _sqlite_triggers() if connection.vendor == "sqlite" else _postgres_triggers():
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away; only tests that empty the tables need this."""
    on_table = connection.vendor != "sqlite"
    with connection.cursor() as cursor:
        for guard in (*guards("IS"), *replacing()):
            cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}" + (f" ON {guard.table}" if on_table else ""))
        for table in KEPT if on_table else ():
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")


def install_after_migrate(using: str, **_: Any) -> None:
    """Receiver of `post_migrate`, when all tables are there."""
    connection = connections[using]
    if "policies_counter" in connection.introspection.table_names():
        install(connection)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers that are not there as they should be: gone, switched off, or another under the same name."""
    return sorted(_missing_on_sqlite(connection) if connection.vendor == "sqlite" else _missing_on_postgres(connection))


def _missing_on_sqlite(connection: BaseDatabaseWrapper) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        there = dict(cursor.fetchall())
    for guard in (*guards("IS"), *replacing()):
        if there.get(guard.name) != _on_sqlite(guard):
            yield guard.name


def _missing_on_postgres(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """PostgreSQL writes conditions in its own words, so what is compared is that each trigger is there, on and calls ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'policies_refuse'")
        body = cursor.fetchone()
        cursor.execute(
            "SELECT t.tgname, c.relname FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND p.proname = 'policies_refuse'"
        )
        there = set(cursor.fetchall()) if body == (REFUSE,) else set()
    wanted = {(guard.name, guard.table) for guard in guards("IS NOT DISTINCT FROM")}
    wanted |= {(f"{table}_no_truncate", table) for table in KEPT}
    for name, _table in wanted - there:
        yield name


def _on_sqlite(guard: Guard) -> str:
    return (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.operation} ON {guard.table} WHEN {guard.condition} "
        f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
    )


def _sqlite_triggers() -> Iterator[str]:
    for guard in (*guards("IS"), *replacing()):
        yield _on_sqlite(guard)


def _postgres_triggers() -> Iterator[str]:
    yield f"CREATE OR REPLACE FUNCTION policies_refuse() RETURNS trigger LANGUAGE plpgsql AS $${REFUSE}$$"
    for guard in guards("IS NOT DISTINCT FROM"):
        yield (
            f"CREATE TRIGGER {guard.name} BEFORE {guard.operation} ON {guard.table} FOR EACH ROW WHEN ({guard.condition}) "
            f"EXECUTE FUNCTION policies_refuse('{guard.message}')"
        )
    for table in KEPT:
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
            f"EXECUTE FUNCTION policies_refuse('{table} is never emptied')"
        )
