"""The database itself refuses to rewrite history, whoever asks."""

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from policies.content.problems import ContentError
from policies.guards import guards, install
from policies.models import Counter, Event, Publication, Review, Subject, Version
from policies.workflow import approve, request_changes, submit

MESSAGES = "|".join({guard.message for guard in guards("IS")} | {"is there already", "is never emptied"})


@pytest.fixture
def history(store, people):
    """A published, an approved, a returned and a submitted version, and a draft."""
    card = store.card("contact-us")
    store.approved(card, store.text(card))
    request_changes(submit(store.draft(card, store.text(card)), by=people.marta), by=people.olivia, comment="No.")
    submit(store.draft(card, store.text(card)), by=people.marta)
    return card


@contextmanager
def refused():
    """By a guard and not by some other error; nothing is changed, and the connection goes on."""
    with pytest.raises(IntegrityError, match=MESSAGES), transaction.atomic():
        yield


def run(sql, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.rowcount


@pytest.mark.parametrize("table", ["event", "publication", "review", "version", "counter"])
def test_it_deletes_nothing(history, table):
    condition = "WHERE state <> 'draft'" if table == "version" else ""
    with refused():
        run(f"DELETE FROM policies_{table} {condition}")


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("event", "action = 'nothing'"),
        ("event", "at = '2020-01-01'"),
        ("event", "by_id = NULL"),
        ("publication", "effective_from = '2020-01-01'"),
        ("publication", "effective_until = '2099-01-01'"),
        ("publication", "number = number + 1000"),
        ("publication", "version_id = NULL"),
        ("review", "comment = 'I never said so'"),
        ("review", "digest = ''"),
        ("review", "decision = 'approve'"),
        ("counter", "value = value"),
        ("counter", "value = value - 1"),
        ("counter", "name = 'other', value = value + 1"),
        ("subject", "slug = 'another'"),
        ("subject", "kind = 'fact'"),
    ],
)
def test_it_changes_nothing_that_was_written(history, table, change):
    with refused():
        run(f"UPDATE policies_{table} SET {change}")


FIRST_PERSON = "(SELECT MIN(id) FROM auth_user)"
FROZEN = (
    "content = '{}'",
    "rendered = '{}'",
    "digest = 'sha256:0'",
    "audience = 'internal'",
    "significance = 'typo'",
    "meaning_number = 99",
    "number = number + 100",
    "edits = edits + 1",
    "change_note = 'x'",
    "based_on_id = id",
    f"author_id = CASE author_id WHEN {FIRST_PERSON} THEN author_id + 1 ELSE {FIRST_PERSON} END",
    "saved_at = '2020-01-01'",
    "submitted_at = '2020-01-01'",
    "approved_at = '2020-01-01'",
    "id = id + 1000",
)


@pytest.mark.parametrize("state", ["published", "approved", "returned", "in_review"])
def test_it_freezes_a_submitted_version(history, state):
    assert Version.objects.filter(state=state).exists()
    for change in FROZEN:
        with refused():
            run(f"UPDATE policies_version SET {change} WHERE state = %s", [state])


STATES = ("draft", "in_review", "returned", "approved", "published")
MOVES = {
    ("draft", "in_review"),
    ("in_review", "approved"),
    ("in_review", "returned"),
    ("approved", "published"),
    ("approved", "returned"),
}


@pytest.mark.parametrize("old", STATES)
def test_it_knows_only_the_moves_of_the_workflow(store, history, old):
    store.draft(history, store.text(history))
    version = Version.objects.filter(state=old).first()
    for new in STATES:
        sql = move(version, old, new)
        if (old, new) not in MOVES and old != new:
            with refused():
                run(sql)
    for new in STATES:
        if (old, new) in MOVES:
            with transaction.atomic():
                assert run(move(version, old, new)) == 1
                transaction.set_rollback(True)


def move(version, old, new):
    """The statement, with the dates that belong to the move."""
    dates = ", ".join(
        f"{column} = '2026-01-01'"
        for column, is_set in (("submitted_at", old == "draft" != new), ("approved_at", new == "approved" != old))
        if is_set
    )
    return f"UPDATE policies_version SET state = '{new}' {', ' + dates if dates else ''} WHERE id = {version.pk}"


def test_it_lets_a_version_begin_only_as_a_draft(store, history):
    version = store.version(history)
    version.pk, version.number = None, 77
    with refused():
        version.save(force_insert=True)


@pytest.mark.sqlite
@pytest.mark.parametrize("table", ["event", "publication", "review", "version", "counter", "subject"])
def test_it_replaces_nothing(history, table):
    """INSERT OR REPLACE deletes the row in its way without asking a trigger of DELETE."""
    with refused():
        run(f"INSERT OR REPLACE INTO policies_{table} SELECT * FROM policies_{table}")


@pytest.mark.sqlite
def test_it_replaces_nothing_by_another_key(history):
    """A new row without the old one's id is in the way by its other unique key."""
    for model, changes in (
        (Version, {"state": "'draft'", "submitted_at": "NULL", "approved_at": "NULL"}),
        (Publication, {"effective_until": "'2099-01-01'"}),
        (Subject, {"topic_id": "topic_id"}),
    ):
        columns = [field.column for field in model._meta.local_concrete_fields if field.column != "id"]
        chosen = ", ".join(changes.get(column, f'"{column}"') for column in columns)
        names, table = ", ".join(f'"{column}"' for column in columns), model._meta.db_table
        with refused():
            run(f"INSERT OR REPLACE INTO {table} ({names}) SELECT {chosen} FROM {table}")


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["event", "publication", "review", "version", "counter"])
def test_it_empties_no_table(history, table):
    connection.check_constraints()  # What the test has inserted, so that nothing but the guard is in the way.
    with refused():
        run(f"TRUNCATE policies_{table} CASCADE")


@pytest.mark.postgres
def test_it_asks_an_upsert_too(history):
    with refused():
        run(
            "INSERT INTO policies_counter (name, value) VALUES ('revision', 0) "
            "ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value"
        )


def test_it_lets_the_workflow_do_its_work(store, people, history):
    version = Version.objects.filter(state="in_review").get()
    assert approve(version, by=people.olivia).state == "approved"
    draft = store.draft(history, store.text(history))
    draft.delete()
    with pytest.raises(ContentError):
        store.draft(history, {})


def test_it_can_be_put_in_place_again(history):
    install(connection)
    with refused():
        run("DELETE FROM policies_event")
    counts = [model.objects.count() for model in (Event, Publication, Review, Counter)]
    assert all(counts)
