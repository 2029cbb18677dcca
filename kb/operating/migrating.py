"""Tables as they were at some release: which migrations that means, and going there from nothing."""

from collections.abc import Mapping, Sequence

from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kb.operating.backup import applied
from kb.operating.manifest import BadBackup

Names = Mapping[str, Sequence[str]]


def require_known(migrations: Names) -> None:
    """Raises BadBackup for a backup of a newer release."""
    known = MigrationExecutor(connection).loader.disk_migrations
    unknown = [f"{app}.{name}" for app, names in migrations.items() for name in names if (app, name) not in known]
    if unknown:
        raise BadBackup(f"A newer release made this backup (it has {unknown[0]}): install that release, then restore.")


def is_at(migrations: Names) -> bool:
    return applied() == {app: list(names) for app, names in migrations.items()}


def is_newest(migrations: Names) -> bool:
    """Does this release need no more than these?"""
    names = {(app, name) for app, all_names in migrations.items() for name in all_names}
    return set(MigrationExecutor(connection).loader.disk_migrations) <= names


def drop_tables() -> None:
    """Every table, whosever it is: only of a database that is Concord's alone, and is empty or to be replaced."""
    names = connection.introspection.table_names()
    quoted = [connection.ops.quote_name(name) for name in names]
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for name in quoted:
            cursor.execute(f"DROP TABLE IF EXISTS {name}" + ("" if connection.vendor == "sqlite" else " CASCADE"))


def migrate_to(migrations: Names) -> None:
    """From an empty database."""
    MigrationExecutor(connection).migrate(_last_of(migrations))


def loaded_at(migrations: Names) -> Apps:
    """The models as they were then."""
    return MigrationExecutor(connection).loader.project_state(_last_of(migrations)).apps


def _last_of(migrations: Names) -> list[tuple[str, str]]:
    """Those that no other of them needs, by which all of them are reached."""
    graph = MigrationExecutor(connection).loader.graph
    nodes = {(app, name) for app, names in migrations.items() for name in names} & set(graph.nodes)
    return sorted(node for node in nodes if not any(child.key in nodes for child in graph.node_map[node].children))
