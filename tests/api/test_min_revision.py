"""`min_revision` on any read: wait briefly for that revision or answer 503, never something older."""

import threading
import time

import pytest
from django.db import connection
from django.test import Client

from kb.api import revisions
from policies.channels import create_channel
from policies.models import Counter
from policies.publishing import REVISION, current_revision
from tests.api.managing.walking import api_calls

pytestmark = pytest.mark.both
LONG = 30  # Seconds: nobody shall wait in vain, and what arrives shall arrive in time on a busy machine, too.
UNVERSIONED = {"/api/v1/schema"}  # What the calls are depends on the release of the software, not on a revision.


@pytest.fixture
def caller(people, store):
    store.card()
    key = create_channel("everything", audience="internal", scopes=("answers", "feedback", "manage"), person=people.ada)
    return Client(headers={"Authorization": f"Bearer {key}"})


def test_no_read_whatsoever_answers_with_something_older(caller, monkeypatch):
    monkeypatch.setattr("kb.api.revisions.PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr("kb.api.revisions.PAUSE_SECONDS", 0.0)
    reads = {address for address, method, _scope in api_calls() if method == "get"} - UNVERSIONED
    assert len(reads) > 40
    ahead = current_revision() + 1
    odd = {}
    for address in sorted(reads):
        response = caller.get(address, {"min_revision": ahead})
        if response.status_code != 503 or response.get("Retry-After") != "1":
            odd[address] = response.status_code
    assert odd == {}
    asked = caller.post(f"/api/v1/ask?min_revision={ahead}", {"question": "How?"}, content_type="application/json")
    assert (asked.status_code, asked["Retry-After"]) == (503, "1")


def test_what_has_arrived_is_answered(caller):
    here = current_revision()
    for address in ("/api/v1/answers/contact-us", "/api/v1/changes", "/api/v1/topics", "/api/v1/cards/contact-us"):
        response = caller.get(address, {"min_revision": here})
        assert response.status_code == 200
        assert int(response["Concord-Revision"]) >= here


def test_nobody_waits_for_what_nobody_can_have_published_or_while_another_waits(caller, monkeypatch):
    monkeypatch.setattr(revisions, "PATIENCE_SECONDS", LONG)
    began = time.monotonic()
    assert caller.get("/api/v1/topics", {"min_revision": "9" * 18}).status_code == 503
    with revisions.one_waits:
        assert caller.get("/api/v1/topics", {"min_revision": current_revision() + 1}).status_code == 503
    assert time.monotonic() - began < LONG


@pytest.mark.django_db(transaction=True)
def test_it_waits_for_what_arrives_meanwhile(caller, monkeypatch):
    monkeypatch.setattr(revisions, "PATIENCE_SECONDS", LONG)
    ahead = current_revision() + 1

    def arrive():
        time.sleep(0.2)
        Counter.objects.filter(pk=REVISION).update(value=ahead)
        connection.close()

    arriving = threading.Thread(target=arrive)
    arriving.start()
    response = caller.get("/api/v1/topics", {"min_revision": ahead})
    arriving.join()
    assert (response.status_code, response["Concord-Revision"]) == (200, str(ahead))
