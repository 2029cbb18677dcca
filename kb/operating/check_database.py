"""The database: reachable, new enough, migrated, guarded, set as it must be, with a clock that agrees."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from kb.operating.findings import Finding, ok, warning, wrong
from policies.guards import missing
from policies.models import Publication

PART = "database"
OLDEST_POSTGRES = 140_000
SKEW_SECONDS = 5.0
RISKY_IN_PRODUCTION = "Production keeps its data in PostgreSQL: set DATABASE_URL."


def reachable() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
            yield ok(PART, f"SQLite {cursor.fetchone()[0]} answers.")
            return
        cursor.execute("SHOW server_version_num")
        number = int(cursor.fetchone()[0])
    said = f"PostgreSQL {number // 10000} answers"
    if number < OLDEST_POSTGRES:
        yield wrong(PART, f"{said}, which is too old.", "Upgrade PostgreSQL to 14 or newer.")
    else:
        yield ok(PART, f"{said}.")


def migrated() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield wrong(PART, f"{len(waiting)} migrations wait, the first is {waiting[0][0]}.", "Run manage.py migrate.")
    unknown = sorted(set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations))
    if unknown:
        said = f"A newer release has migrated it ({unknown[0][0]}.{unknown[0][1]} is unknown here)."
        yield warning(PART, said, "Install that release here, too; until then this one goes on working.")
    if not waiting and not unknown:
        yield ok(PART, "All migrations are applied.")


def guarded() -> Iterator[Finding]:
    names = missing(connection)
    if names:
        said = f"{len(names)} triggers that guard history are missing or changed, such as {names[0]}."
        yield wrong(PART, said, "Run manage.py migrate, which puts them back; then manage.py audit verify.")
    else:
        yield ok(PART, "The triggers that guard history are in place.")


def settings_of_database() -> Iterator[Finding]:
    yield from _of_sqlite() if connection.vendor == "sqlite" else _of_postgres()


def _of_sqlite() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
        cursor.execute("PRAGMA synchronous")
        level = cursor.fetchone()[0]
        cursor.execute("PRAGMA quick_check(1)")
        state = cursor.fetchone()[0]
    if mode != "wal":
        yield wrong(PART, f"SQLite keeps its journal as {mode}.", "Put the data folder on a local disk: WAL needs one.")
    if level < 2:
        yield wrong(PART, "SQLite does not wait for the disk.", "Take PRAGMA synchronous out of your settings: FULL is meant.")
    if state != "ok":
        yield wrong(PART, f"The file is damaged: {state}", "Restore the last backup: manage.py restore FILE --replace NAME.")
    if mode == "wal" and level >= 2 and state == "ok":
        yield ok(PART, "WAL, every commit on the disk, the file is whole.")


def _of_postgres() -> Iterator[Finding]:
    found = {}
    with connection.cursor() as cursor:
        for name in ("fsync", "synchronous_commit", "full_page_writes", "max_connections", "server_encoding"):
            cursor.execute(f"SHOW {name}")
            found[name] = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
        used = cursor.fetchone()[0]
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        if found[name] == "off":
            said = f"{name} is off: a power cut can lose what was acknowledged, or damage everything."
            yield wrong(PART, said, f"Set {name} = on in postgresql.conf.")
    if found["server_encoding"] != "UTF8":
        yield wrong(
            PART, f"It keeps texts as {found['server_encoding']}.", "Make a database with ENCODING 'UTF8', and restore."
        )
    most = int(found["max_connections"])
    if used > most * 0.8:
        yield warning(PART, f"{used} of {most} connections are in use.", "Raise max_connections, or lower WEB_THREADS.")
    else:
        yield ok(PART, f"{used} of {most} connections are in use.")


def clock() -> Iterator[Finding]:
    """Of this host against the database's: what takes effect at midnight must do so on all hosts at once."""
    asked = "SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')" if connection.vendor == "sqlite" else "SELECT clock_timestamp()"
    with connection.cursor() as cursor:
        cursor.execute(asked)
        there = cursor.fetchone()[0]
    if isinstance(there, str):
        there = datetime.fromisoformat(there).replace(tzinfo=UTC)
    seconds = abs((timezone.now() - there).total_seconds())
    if seconds > SKEW_SECONDS:
        said = f"The clocks of this host and of the database differ by {seconds:.0f} s."
        yield wrong("clock", said, "Have both follow a time server: timedatectl set-ntp true.")
    else:
        yield ok("clock", "The clocks of this host and of the database agree.")
    last = Publication.objects.order_by("-number", "-id").values_list("recorded_at", flat=True).first()
    ahead = (last - timezone.now()).total_seconds() if last else 0.0
    if ahead > SKEW_SECONDS:
        said = f"The last publication is {ahead:.0f} s ahead of this host's clock: one of the two clocks was wrong."
        yield wrong(
            "clock",
            said,
            "Have all hosts follow a time server; publish again what was published ahead of time.",
        )
