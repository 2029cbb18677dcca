"""Who may ask: a channel's key, a visitor of the chat page, a colleague."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from kb.api.visitors import visitor_token
from policies.keys import revoke_key
from policies.models import Channel, ChannelKey
from tests.api.problem import problem_of

URL = "/api/v1/answers/cancel-order?order_stage=packed"


@pytest.fixture(autouse=True)
def card(store):
    return store.cancel_order()


def bearer(token: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer concord_wrong",
        "Bearer visitor.forged",
        "Bearer a b",
        "Basic b2xpdmlhOng=",
        "Token concord_x",
        "Bearer \u00e9\u00ff",
        "Bearer " + "x" * 10_000,
    ],
)
def test_it_asks_for_a_key(header):
    response = Client(headers={} if header is None else {"Authorization": header}).get(URL)
    problem_of(response, 401)
    assert response["WWW-Authenticate"] == "Bearer"


def test_it_says_nothing_of_what_exists_without_a_key():
    known, unknown = Client().get(URL), Client().get("/api/v1/answers/no-such-card")
    assert known.content == unknown.content


def test_it_refuses_a_key_from_the_moment_it_is_revoked(key_of):
    client = bearer(key_of())
    assert client.get(URL).status_code == 200
    revoke_key(ChannelKey.objects.get())
    problem_of(client.get(URL), 401)


def test_it_refuses_a_key_with_another_scope(key_of):
    body = problem_of(bearer(key_of(scopes=("feedback",))).get(URL), 403)
    assert body["errors"][0]["code"] == "missing_scope"


def test_it_takes_a_good_key_whatever_session_comes_with_it(key_of, client_of, people):
    client = client_of(people.ana)
    body = client.get(URL, headers={"Authorization": f"Bearer {key_of('public')}"}).json()
    assert "notes" not in body
    problem_of(client.get(URL, headers={"Authorization": "Bearer concord_wrong"}), 401)


def test_it_knows_a_colleague_by_the_session_and_shows_what_agents_see(client_of, people):
    body = client_of(people.ana).get(URL).json()
    assert body["offer"]["code"] == "STAYFREE"
    assert body["notes"]["text"]


def test_it_tells_somebody_without_a_role_why_not(client_of, people):
    assert "role" in problem_of(client_of(people.stranger).get(URL), 403)["detail"]


def test_it_does_not_know_a_colleague_who_has_left(client_of, people):
    client = client_of(people.ana)
    people.ana.is_active = False
    people.ana.save()
    problem_of(client.get(URL), 401)


def test_it_gives_a_visitor_of_the_chat_page_public_answers():
    body = bearer(visitor_token()).get(URL).json()
    assert body["status"] == "answered"
    assert body["offer"] is None
    assert "notes" not in body


def test_it_forgets_a_visitor_after_two_hours():
    client = bearer(visitor_token())
    with time_machine.travel(timezone.now() + timedelta(hours=2, minutes=1)):
        problem_of(client.get(URL), 401)


def test_it_refuses_a_visitors_token_that_was_changed():
    token = visitor_token()
    problem_of(bearer(token[:-1] + ("a" if token[-1] != "a" else "b")).get(URL), 401)


def test_it_never_gives_a_visitor_an_internal_channel():
    token = visitor_token()
    Channel.objects.filter(slug="chat").update(audience="internal")
    problem_of(bearer(token).get(URL), 401)
