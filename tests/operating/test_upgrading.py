"""A release is brought in while the one before goes on: its database migrates under load, and new migrations stay in bounds."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration

from kb.env import BASE
from kb.operating.expanding import obstacles

BEFORE = Path(__file__).parent / "before.zip"  # A backup of the release before these migrations; see docs/upgrading.md.
RELEASED = json.loads((BASE / "deploy" / "released.json").read_text())


def migration(*operations, **attributes) -> Migration:
    return type("Migration", (Migration,), {"operations": list(operations), **attributes})("0100_next", "policies")


IN_BOUNDS = [
    migrations.CreateModel("New", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=9))]),
    migrations.AddField("card", "note", models.TextField(null=True)),
    migrations.AddField("card", "count", models.IntegerField(db_default=0)),
    migrations.RunPython(migrations.RunPython.noop),
    migrations.AlterModelOptions("card", {}),
]
OUT_OF_BOUNDS = [
    migrations.AddField("card", "note", models.TextField(default="")),
    migrations.AddField("card", "key", models.CharField(max_length=9, null=True, unique=True)),
    migrations.RemoveField("card", "risk"),
    migrations.RenameField("card", "risk", "danger"),
    migrations.RenameModel("Card", "Policy"),
    migrations.DeleteModel("Card"),
    migrations.AlterField("card", "risk", models.IntegerField()),
    migrations.AddIndex("card", models.Index(fields=["risk"], name="card_risk")),
    migrations.AddConstraint("card", models.CheckConstraint(condition=models.Q(risk="low"), name="card_low")),
]


@pytest.mark.parametrize("operation", IN_BOUNDS, ids=lambda operation: operation.describe())
def test_it_lets_through_what_both_releases_can_live_with(operation):
    assert obstacles(migration(operation)) == []


@pytest.mark.parametrize("operation", OUT_OF_BOUNDS, ids=lambda operation: operation.describe())
def test_it_refuses_what_breaks_the_release_before_or_locks_a_table(operation):
    assert len(obstacles(migration(operation))) == 1
    assert obstacles(migration(operation, breaks_old_release="Said in the changelog.")) == []


def test_it_lets_a_new_table_have_what_it_needs():
    index = migrations.AddIndex("new", models.Index(fields=["name"], name="new_name"))
    assert obstacles(migration(IN_BOUNDS[0], index)) == []


def test_every_migration_since_the_last_release_stays_in_bounds():
    loader = MigrationLoader(None)
    old = {node for app, name in RELEASED.items() for node in loader.graph.forwards_plan((app, name))}
    new = {key: found for key, found in loader.disk_migrations.items() if key[0] in RELEASED and key not in old}
    assert {".".join(key): obstacles(found) for key, found in new.items() if obstacles(found)} == {}


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_database_of_the_release_before_migrates_without_a_failed_read(tmp_path):
    database = connection.settings_dict
    where = f"{database['USER']}@{database['HOST']}:{database['PORT']}"
    with psycopg.connect(f"postgres://{where}/postgres", autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS upgraded")
        server.execute("CREATE DATABASE upgraded")
    said = {"DATABASE_URL": f"postgres://{where}/upgraded", "CONCORD_DATA": str(tmp_path), "ANSWER_ENCODER": "none"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "CONCORD_"))}
    program = [sys.executable, "-m", "tests.operating.upgrading", str(BEFORE)]
    done = subprocess.run(program, cwd=BASE, env={**kept, **said}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["migrations"] > 0
    assert told["failed"] == []
    assert told["reads_while_migrating"] >= 20
    assert told["is_sound"]
    assert told["digests_before"] == told["digests_after"]
    assert told["from"] == "sqlite", "so that this is about changing the database, too"
    assert told["guarded"]
    assert told["goes_on_after"]
