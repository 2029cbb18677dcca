"""One migrated database for all workers of a run: whoever is first migrates from nothing, the others begin with a copy.

Migrating is twenty seconds of work, a copy takes milliseconds. A program that a test starts may begin with one, too.
"""

import fcntl
import shutil
import tempfile
from pathlib import Path

import psycopg
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper


class Migrated:
    """`begin` before Django sets up a test's database, `end` after; between them other workers wait."""

    def __init__(self, folder: Path):
        self.file = folder / "migrated.sqlite3"
        self._name = folder.name.replace("-", "_")  # Of the template in PostgreSQL, which has one for each run.
        self._made = folder / "made"
        self._lock = (folder / "lock").open("w")

    def begin(self, connection: BaseDatabaseWrapper) -> None:
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        if not self._made.exists():
            return
        test = connection.settings_dict["TEST"]
        test["MIGRATE"] = False
        if settings.IS_SQLITE:
            shutil.copyfile(self.file, test["NAME"])
        else:
            test["TEMPLATE"] = self._name

    def end(self, connection: BaseDatabaseWrapper) -> None:
        if not self._made.exists():
            self._keep(connection)
            self._made.touch()
        self._lock.close()  # Which gives it back.

    def _keep(self, connection: BaseDatabaseWrapper) -> None:
        if settings.IS_SQLITE:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(self.file)])
            return
        connection.close()  # Nobody may be using a database that is copied.
        with psycopg.connect(settings.TEST_SERVER, autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{self._name}" TEMPLATE "{connection.settings_dict["NAME"]}"')

    def forget(self) -> None:
        """When all workers are done."""
        self._lock.close()
        if self._made.exists() and not settings.IS_SQLITE:
            with psycopg.connect(settings.TEST_SERVER, autocommit=True) as server:
                server.execute(f'DROP DATABASE IF EXISTS "{self._name}"')
        shutil.rmtree(self.file.parent, ignore_errors=True)


def new_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="concord-migrated-"))
