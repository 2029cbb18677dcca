"""Every caller has an allowance of requests."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from kb.api.visitors import visitor_token
from tests.api.problem import problem_of

URL = "/api/v1/languages"


@pytest.fixture(autouse=True)
def _fresh(settings):
    settings.API_REQUESTS_PER_MINUTE = 6
    settings.VISITOR_REQUESTS_PER_MINUTE = 2


def test_it_says_when_to_come_back(channel):
    client = channel()
    with time_machine.travel("2026-11-21T12:00:00Z", tick=False) as clock:
        assert [client.get(URL).status_code for _ in range(7)] == [200] * 6 + [429]
        response = client.get(URL)
        problem_of(response, 429)
        assert response["Retry-After"] == "10"
        clock.shift(timedelta(seconds=10))
        assert [client.get(URL).status_code for _ in range(2)] == [200, 429]
        clock.shift(timedelta(minutes=10))
        assert [client.get(URL).status_code for _ in range(7)] == [200] * 6 + [429]


def test_a_clock_set_back_locks_nobody_out(channel):
    client = channel()
    with time_machine.travel("2026-11-21T12:00:00Z", tick=False) as clock:
        assert [client.get(URL).status_code for _ in range(7)] == [200] * 6 + [429]
        clock.shift(timedelta(hours=-3))
        assert [client.get(URL).status_code for _ in range(7)] == [200] * 6 + [429]


def test_it_counts_each_key_by_itself(channel):
    first, second = channel(slug="one"), channel(slug="two")
    for _ in range(7):
        last = first.get(URL)
    problem_of(last, 429)
    assert second.get(URL).status_code == 200


def test_it_counts_visitors_by_address_and_not_by_token(db):
    statuses = [Client(headers={"Authorization": f"Bearer {visitor_token()}"}).get(URL).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    for last in ("1", "2"):
        Client(headers={"Authorization": f"Bearer {visitor_token()}"}, REMOTE_ADDR=f"2001:db8::{last}").get(URL)
    household = Client(headers={"Authorization": f"Bearer {visitor_token()}"}, REMOTE_ADDR="2001:db8::3")
    assert household.get(URL).status_code == 429
    elsewhere = Client(headers={"Authorization": f"Bearer {visitor_token()}"}, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.get(URL).status_code == 200
