"""What changes something wants to know what the caller has seen; what begins something does it once."""

import pytest
from django.urls import resolve

from kb.api import managing
from kb.api.openapi.calls import call_of
from policies.models import Event, Version
from tests.api.managing.conftest import text
from tests.api.managing.walking import api_calls

pytestmark = [pytest.mark.django_db, pytest.mark.both]
QUESTION = {"en": {"text": "Until when?", "options": ["May", "June"]}}
# Person, address, what is sent, and the same with something else in it.
BEGIN = [
    ("marta", "/cards", {"slug": "new", "topic": "cancellation", "owner": "olivia", "content": text()}, {"slug": "newer"}),
    ("marta", "/cards/contact-us/versions", {"content": text("What?")}, {"note": "Other"}),
    ("marta", "/releases", {"slug": "winter", "title": "Winter"}, {"title": "Snow"}),
    ("max", "/topics", {"slug": "gifts", "names": {"en": "Gifts"}, "queue": "gifts"}, {"queue": "other"}),
    (
        "max",
        "/dimensions",
        {"slug": "weight", "kind": "number", "names": {"en": "Weight"}, "questions": {"en": "How heavy?"}, "maximum": 30},
        {"maximum": 40},
    ),
    ("max", "/teams", {"slug": "gifts", "title": "Gifts", "lead": "olivia", "members": ["pavel"]}, {"members": []}),
    ("ana", "/flags", {"card": "contact-us", "kind": "unclear", "comment": "Which one?"}, {"kind": "wrong"}),
    ("max", "/chat-tools", {"title": "Sales", "url": "https://chat.example.com/x"}, {"title": "Shop"}),
    ("olivia", "/must-reads", {"card": "gift-wrap", "number": 1, "question": QUESTION, "right": 1}, {"right": 0}),
    ("olivia", "/verify-several", {"cards": {"contact-us": "the law"}}, {"cards": {"contact-us": "a link"}}),
    ("max", "/notices/see", {}, {"notices": []}),
]


def changes(numbers):
    """Address and method of every managing call that changes what is there, on one of everything."""
    for address, method, scope in api_calls(numbers):
        if scope == "manage" and method != "get":
            call = call_of(resolve(address).func.cls, method.upper())
            if call and call.writes == "changes":
                yield address, method


def test_it_wants_to_know_what_the_caller_has_seen(as_, desk):
    """Of every single call: nothing is done without; and of every fifth, with what is another by now."""
    max_, before, tried = as_("max"), Event.objects.count(), 0
    for number, (address, method) in enumerate(changes(desk)):
        for seen, status, code in ((None, 428, "if_match_missing"), ('"x"', 412, "stale"))[: 1 if number % 5 else 2]:
            response = getattr(max_, method)(address.removeprefix("/api/v1"), {}, seen=seen)
            if response.status_code == 404:  # There is none of this noun here.
                continue
            tried += 1
            assert response.status_code == status, (method, address, response.content)
            assert response.json()["errors"][0] | {"message": ""} == {"field": "If-Match", "code": code, "message": ""}
    assert tried > 50
    assert Event.objects.count() == before


@pytest.mark.parametrize(("who", "path", "body", "other"), BEGIN, ids=[path for _who, path, *_ in BEGIN])
def test_it_begins_once_what_is_asked_for_twice(as_, desk, store, who, path, body, other):
    store.card("gift-wrap", risk="low")
    caller, key = as_(who), {"Idempotency-Key": "one"}
    first = caller.post(path, body, **key)
    assert first.status_code == 201, first.content
    done = Event.objects.count(), Version.objects.count()
    again = caller.post(path, body, **key)
    assert (again.status_code, again.json(), again["ETag"]) == (201, first.json(), first["ETag"])
    assert caller.post(path, {**body, **other}, **key).status_code == 422
    assert (Event.objects.count(), Version.objects.count()) == done


@pytest.mark.parametrize(("who", "path", "body", "other"), BEGIN, ids=[path for _who, path, *_ in BEGIN])
def test_it_knows_no_other_field(as_, desk, who, path, body, other):
    before = Event.objects.count()
    refused = as_(who).post(path, {**body, "sudo": True})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "sudo")
    assert Event.objects.count() == before


def test_what_somebody_else_did_while_one_waited_for_the_lock_counts(as_, store, monkeypatch):
    """The card's texts are read behind the lock, as of the revision that there is by then."""
    card, olivia = store.card("gift-wrap"), as_("olivia")
    seen = olivia.get("/cards/gift-wrap")["ETag"]
    honest = managing.lock_log

    def waits():
        monkeypatch.setattr(managing, "lock_log", honest)
        store.publish(card, {**store.text(card), "audience": "internal"})
        honest()

    monkeypatch.setattr(managing, "lock_log", waits)
    late = olivia.post("/cards/gift-wrap/withdraw", {}, seen=seen)
    assert (late.status_code, late.json()["errors"][0]["code"]) == (412, "stale")
    assert olivia.post("/cards/gift-wrap/withdraw", {}, seen=olivia.get("/cards/gift-wrap")["ETag"]).status_code == 200
