"""Public pages are composed once and asked for cheaply, but never a moment older than what holds."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kb.faq import pages
from policies.outcomes import find_made, record_outcome
from tests.pages.marked import text_of

# Committed, not rolled back: inside a transaction nothing is remembered.
pytestmark = pytest.mark.django_db(transaction=True)
PACKED = "/faq/en/cancel-order/?order_stage=packed"


@pytest.fixture(autouse=True)
def _nothing_kept():
    pages.forget()
    yield
    pages.forget()


def tag(client, address=PACKED):
    response = client.get(address)
    assert response.status_code == 200
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
    return response["ETag"]


def test_a_page_that_is_known_takes_three_queries_at_most(store, client):
    store.cancel_order()
    store.card("gift-wrap")
    looking = "/faq/en/search/?q=cancel"  # Asks for the revision once for each language it looks in.
    for address, most in (("/faq/en/", 3), (PACKED, 3), ("/faq/ru/cancel-order/", 3), ("/sitemap.xml", 3), (looking, 6)):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= most, (address, [query["sql"] for query in asked])


def test_a_page_is_composed_once(store, client):
    store.cancel_order()
    first, second = client.get(PACKED), client.get(PACKED)
    assert first.templates
    assert not second.templates
    assert first.content == second.content


def test_whatever_changes_a_page_changes_its_tag(store, client, clock):
    """Each step changes one thing that the page shows; several of them without a new revision."""
    store.dimension()
    store.fact()
    store.offer(is_public=True, budget={"count": 1})
    card = store.cancel_order()
    store.offer(is_public=True, budget={"count": 1})
    tags = [tag(client), tag(client, PACKED.replace("/en/", "/ru/")), tag(client, PACKED.replace("packed", "placed"))]
    other = client.get(PACKED, headers={"Host": "localhost"})
    tags.append(other["ETag"])

    assert "STAYFREE" in text_of(client.get(PACKED))
    record_outcome(find_made("STAYFREE", "public"), "accepted", channel="chat")
    assert "STAYFREE" not in text_of(client.get(PACKED))
    tags.append(tag(client))
    tomorrow = timezone.now() + timedelta(days=1)
    content = store.text(card)
    content["languages"]["en"]["texts"]["not-shipped"] = "Yes, gladly."
    store.publish(card, content, start=tomorrow)
    tags.append(tag(client))
    clock.move_to(tomorrow + timedelta(seconds=1))
    tags.append(tag(client))
    assert "gladly" in text_of(client.get(PACKED))

    clock.shift(timedelta(days=2000))
    tags.append(tag(client))
    assert len(set(tags)) == len(tags)


def test_what_was_withdrawn_is_gone_at_once(store, client):
    card = store.card("gift-wrap")
    address = "/faq/en/gift-wrap/"
    seen = tag(client, address)
    start = tag(client, "/faq/en/")
    store.withdraw(card)
    assert client.get(address, headers={"If-None-Match": seen}).status_code == 404
    assert client.get("/faq/en/", headers={"If-None-Match": start}).status_code == 200
    assert "Gift wrap" not in text_of(client.get("/faq/en/"))
