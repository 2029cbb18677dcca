"""Reads carry a strong ETag; whoever has the answer already is told so and sent nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from policies.publishing import current_revision

URL = "/api/v1/answers/cancel-order?order_stage=packed"


@pytest.fixture
def card(store):
    return store.cancel_order()


def test_it_answers_304_to_who_has_it_already(card, channel):
    client = channel()
    first = client.get(URL)
    assert first["ETag"].startswith('"')
    for known in (first["ETag"], f'"other", W/{first["ETag"]}', "*"):
        again = client.get(URL, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert again["Concord-Revision"] == first["Concord-Revision"]
        assert again["Cache-Control"] == "private, no-cache"
        assert {"Authorization", "Cookie", "Accept-Language"} <= set(again["Vary"].split(", "))


@pytest.mark.parametrize("known", ['"other"', "no quotes", "", ",,,", '"'])
def test_it_answers_in_full_to_who_has_something_else(card, channel, known):
    assert channel().get(URL, headers={"If-None-Match": known}).status_code == 200


def test_it_keeps_the_etag_while_only_time_passes(card, channel):
    client = channel()
    first = client.get(URL)["ETag"]
    with time_machine.travel(timezone.now() + timedelta(hours=5)):
        assert client.get(URL)["ETag"] == first


def test_it_changes_the_etag_with_every_publication(card, store, channel):
    client = channel()
    first = client.get(URL)
    store.fact(value=7)
    again = client.get(URL, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert "7 days" in again.json()["answer"]["text"]


def test_it_has_another_etag_for_another_audience_language_instant_and_context(card, channel):
    client = channel()
    then = timezone.now().isoformat()
    responses = [
        client.get(URL),
        channel("internal").get(URL),
        client.get(URL + "&lang=ru"),
        client.get(URL, {"order_stage": "packed", "as_of": then}),
        client.get("/api/v1/answers/cancel-order?order_stage=lost"),
    ]
    assert len({response["ETag"] for response in responses}) == len(responses)


def test_it_says_how_every_response_may_be_kept(card, channel):
    client = channel()
    for path in (URL, "/api/v1/topics", "/api/v1/answers/no-such-card", "/api/v1/nothing"):
        response = client.get(path)
        assert response["Cache-Control"] == "private, no-cache"
        assert response["Concord-Revision"] == str(current_revision())
        assert response["Vary"]
