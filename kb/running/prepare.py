"""Bring the data folder to the state that this code needs. Every step looks first and does nothing when nothing is to do."""

import hashlib
import os
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from shutil import rmtree

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from kb.env import BASE
from kb.running.catalogs import compile_catalogs, stale_catalogs
from policies.models import Card

Step = tuple[str, Callable[[], object]]


def steps() -> Iterator[Step]:
    """What has to be done, each with its name, in order; asked one by one, since each may depend on the one before."""
    stale = stale_catalogs(BASE / "locale")
    if stale:
        yield "Translations of the interface", lambda: compile_catalogs(stale)
    if _has_migrations_to_do():
        yield "Database", _migrate
    # Also where somebody migrated by hand; without it nobody can log in.
    yield "Cache", lambda: call_command("createcachetable", verbosity=0)
    if settings.LOADS_DEMO and _needs_demo():
        yield "Demo store", _load_demo
    if _static_stamp() != _read(_stamp_file()):
        yield "Styles and scripts", _collect_static
    yield "Search index", lambda: call_command("search_index", "sync", verbosity=0)
    connections.close_all()


def make_queue() -> None:
    """The folders that stand in for a broker."""
    for name, folder in settings.CELERY_BROKER_TRANSPORT_OPTIONS.items():
        if name.endswith(("_in", "_out", "_folder")):
            Path(str(folder)).mkdir(parents=True, exist_ok=True)


def make_counts() -> None:
    """The folder in which each process counts its requests (`kb.counting`), empty: those who wrote into it are gone."""
    counts = Path(settings.DATA) / "metrics"
    rmtree(counts, ignore_errors=True)
    counts.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(counts)


def _has_migrations_to_do() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _migrate() -> None:
    call_command("migrate", interactive=False, verbosity=0)


def _needs_demo() -> bool:
    """A demo that was interrupted is loaded to its end."""
    return _demo_mark().exists() or not Card.objects.exists()


def _load_demo() -> None:
    _demo_mark().touch()
    call_command("demo", stdout=StringIO())
    _demo_mark().unlink()


def _demo_mark() -> Path:
    return Path(settings.DATA) / "demo-unfinished"


def _collect_static() -> None:
    """What older pages still ask for stays; the names carry a hash of what is in them."""
    call_command("collectstatic", interactive=False, verbosity=0)
    _stamp_file().write_text(_static_stamp())


def _static_stamp() -> str:
    """Changes when any style, script or picture does."""
    stamp = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            stamp.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return stamp.hexdigest()


def _stamp_file() -> Path:
    return Path(settings.DATA) / "static-stamp"


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""
