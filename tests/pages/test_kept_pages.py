"""Pages that are given again by the edge: to everybody, or to the one colleague who has seen them."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kb.kept import for_one
from policies.models import Served
from policies.people.appointments import take_role
from policies.publishing import now
from policies.trust import served
from policies.trust.basis import basis_of
from policies.trust.flags import flag

# Committed, not rolled back: inside a transaction nothing is remembered.
pytestmark = pytest.mark.django_db(transaction=True)
PAGE, CARD = "/faq/en/cancel-order/?order_stage=packed", "/cards/cancel-order/?order_stage=packed"


@pytest.fixture(autouse=True)
def _nothing_kept():
    for_one.forget()
    yield
    for_one.forget()


def asked(client, address, **headers):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address, headers=headers)
    return response, [query["sql"] for query in queries]


def kept(client, address, **headers):
    for _turn in range(4):
        response, queries = asked(client, address, **headers)
    assert len(queries) == 1, queries
    return response


def test_a_public_page_that_is_kept_takes_one_query_and_ends_with_what_stands_in_it(store, client):
    card = store.cancel_order()
    first = client.get(PAGE)
    again = kept(client, PAGE)
    assert again.content == first.content
    assert dict(again.headers) | {"X-Request-ID": ""} == dict(first.headers) | {"X-Request-ID": ""}
    same = kept(client, PAGE, **{"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    served.flush()
    assert sum(Served.objects.filter(channel="faq").values_list("count", flat=True)) == 9
    kept(client, "/faq/en/")
    store.fact(value=7)
    assert b"7 days" in client.get(PAGE).content
    basis = basis_of(store.version(card), now())
    with time_machine.travel(basis.expires_at - timedelta(seconds=1), tick=False):
        tag = kept(client, PAGE)["ETag"]
    with time_machine.travel(basis.expires_at, tick=False):
        assert kept(client, PAGE)["ETag"] != tag
    kept(client, PAGE)
    store.withdraw(card)
    assert client.get(PAGE).status_code == 404
    assert b"cancel-order" not in client.get("/faq/en/").content


def soon():
    """The beginning of the next minute: pages of colleagues are kept for the rest of one."""
    return timezone.now().replace(second=1) + timedelta(minutes=1)


@pytest.fixture
def ana(client_of, people):
    return client_of(people.ana)


def test_a_colleagues_page_is_given_again_to_the_same_session_alone(store, people, ana, client_of, clock):
    store.cancel_order()
    first, again = kept(ana, CARD), kept(ana, CARD)
    receipts = [response.content.split(b'name="receipt" value="')[1].split(b'"')[0] for response in (first, again)]
    assert first.content.replace(receipts[0], receipts[1]) == again.content
    assert b"csrfmiddlewaretoken" in again.content
    assert again["Cache-Control"] == first["Cache-Control"]
    assert "private" in again["Cache-Control"]
    mine = ana.cookies["sessionid"].value
    ana.cookies["sessionid"] = "another"
    assert ana.get(CARD).status_code == 302
    ana.cookies["sessionid"] = mine
    assert client_of(people.stranger).get(CARD).status_code == 403
    clock.shift(timedelta(minutes=1))
    assert len(asked(ana, CARD)[1]) > 1


def test_a_colleagues_page_ends_with_whatever_happens(store, people, ana):
    card = store.cancel_order()

    with time_machine.travel(soon(), tick=False):
        kept(ana, CARD)
        flag(store.version(card), "unclear", channel="chatbot")
        assert len(asked(ana, CARD)[1]) > 1
        kept(ana, CARD)
        store.fact(value=7)
        assert b"7 days" in ana.get(CARD).content
        kept(ana, CARD)
        Session.objects.all().delete()
        assert ana.get(CARD).status_code == 302


def test_a_colleagues_page_is_gone_with_the_role(store, people, ana):
    store.cancel_order()
    with time_machine.travel(soon(), tick=False):
        kept(ana, CARD)
        take_role(people.ana, "agent", by=people.ada)
        assert ana.get(CARD).status_code == 403
