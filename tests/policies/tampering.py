"""A small history, and what the audit says after somebody has done something to it in the database itself."""

from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from policies.audit.proof import verify
from policies.guards import install, remove
from policies.workflow import approve, recall, request_changes, save_draft, submit, withdraw


@pytest.fixture
def trail(store, people):
    """Published versions, one given back, one taken back, drafts, a withdrawal."""
    card = store.card("contact-us")
    text = {**store.text(card), "audience": "internal"}
    store.publish(card, text)
    request_changes(submit(store.draft(card, store.text(card)), by=people.marta), by=people.olivia, comment="No.")
    recall(approve(submit(store.draft(card, store.text(card)), by=people.marta), by=people.pavel), by=people.marta)
    draft = store.draft(card, store.text(card))
    save_draft(draft, text, by=people.marta)
    withdraw(card, by=people.olivia)
    return card


def run(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def undone():
    """Everything inside is taken back, the triggers with it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def found_after(*statements):
    """What the audit says after somebody took the triggers away, did this, and put them back."""
    with undone():
        remove(connection)
        run(*statements)
        install(connection)
        return [str(finding) for finding in verify().findings]
