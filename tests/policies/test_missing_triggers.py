"""Triggers refuse whoever comes from outside; where they are missing, the audit says so."""

import sqlite3
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

from policies.audit.proof import verify
from policies.audit.seals import MODELS
from policies.guards import install, remove
from policies.models import Event, Version
from tests.policies.tampering import run, undone

pytestmark = pytest.mark.django_db
MODELS_BY_TABLE = {**MODELS, "event": Event, "version": Version}


def test_it_says_when_triggers_are_missing(trail):
    with undone():
        remove(connection)
        found = [str(finding) for finding in verify().findings]
        assert any("policies_event_no_update is missing" in line for line in found)
        assert any("version_frozen is missing" in line for line in found)
    with undone():
        on_table = "" if connection.vendor == "sqlite" else " ON policies_event"
        run(f"DROP TRIGGER policies_event_no_delete{on_table}")
        assert [str(finding) for finding in verify().findings] == [
            "the trigger policies_event_no_delete is missing or was changed; manage.py migrate puts it back"
        ]


@pytest.mark.sqlite
def test_it_says_when_a_trigger_does_nothing(trail):
    with undone():
        run(
            "DROP TRIGGER policies_event_no_update",
            "CREATE TRIGGER policies_event_no_update BEFORE UPDATE ON policies_event BEGIN SELECT 1; END",
        )
        assert "policies_event_no_update is missing or was changed" in str(verify().findings[0])


@pytest.mark.postgres
def test_it_says_when_a_trigger_is_off_or_refuses_nothing(trail):
    with undone():
        connection.check_constraints()
        run("ALTER TABLE policies_event DISABLE TRIGGER policies_event_no_update")
        assert "policies_event_no_update is missing or was changed" in str(verify().findings[0])
    with undone():
        run("CREATE OR REPLACE FUNCTION policies_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$")
        assert len(verify().findings) > 20


@pytest.mark.django_db(transaction=True)
def test_it_refuses_who_comes_from_outside_and_finds_what_they_did_without_triggers(trail):
    """Another program opens the same database, which is the file itself on SQLite."""
    tables = ("event", "publication", "review", "verification", "version")
    for table in tables:
        pk = MODELS_BY_TABLE[table].objects.order_by("pk").first().pk
        kept = "version" if table == "version" else f"policies_{table}"
        for statement in (f"UPDATE policies_{table} SET id = id + 1000", f"DELETE FROM policies_{table} WHERE id = {pk}"):
            refused = pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError), match=f"{kept} is")
            with refused, from_outside() as outside:
                outside.execute(statement)
    assert verify().is_sound
    remove(connection)
    with from_outside() as outside:
        outside.execute("UPDATE policies_event SET origin = 'page 192.0.2.1' WHERE number = 3")
    install(connection)
    assert [finding.number for finding in verify().findings] == [3]


@contextmanager
def from_outside():
    """A connection that Django knows nothing of."""
    place = connection.settings_dict
    if connection.vendor == "sqlite":
        outside = sqlite3.connect(place["NAME"], timeout=20)
    else:
        known = {"host": place["HOST"], "port": place["PORT"], "user": place["USER"], "dbname": place["NAME"]}
        outside = psycopg.connect(**known)
    try:
        yield outside
        outside.commit()
    finally:
        outside.close()
