"""Webhooks over the API: the acts of the desk for a key that may manage, and a secret that is said once and kept nowhere."""

import pytest
from django.test import Client
from standardwebhooks import Webhook as Verifier

from kb.models import FirstAnswer
from policies.channels import create_channel
from policies.models import Webhook, WebhookDelivery
from policies.webhooks.delivering import deliver
from policies.webhooks.signing import secret_of
from tests.receiver import url

pytestmark = pytest.mark.django_db
URL = "/api/v1/webhooks"


@pytest.fixture
def caller_for(people, key_of):
    key_of("public", slug="chatbot")

    def make(person, scopes=("manage",)):
        key = create_channel("tools", audience="internal", scopes=scopes, person=person)
        return Client(headers={"Authorization": f"Bearer {key}"})

    return make


def post(client, path="", body=None, **headers):
    return client.post(URL + path, body or {}, content_type="application/json", headers=headers)


def act(client, webhook, verb):
    return post(client, f"/{webhook}/{verb}", **{"If-Match": client.get(f"{URL}/{webhook}")["ETag"]})


def test_it_is_made_tried_changed_switched_and_replayed(caller_for, people, receiver, store):
    ada = caller_for(people.ada)
    made = post(ada, "", {"channel": "chatbot", "url": url(receiver), "kinds": ["publish"], "description": "cache"}).json()
    webhook, secret = made["number"], made["secret"]
    assert secret == secret_of(Webhook.objects.get())
    shown = ada.get(f"{URL}/{webhook}").json()
    assert shown == {name: value for name, value in made.items() if name != "secret"}
    assert post(ada, f"/{webhook}/tests").json()["state"] == "waiting"
    store.card()
    assert deliver() == 1
    lines = ada.get(f"{URL}/{webhook}/deliveries").json()["results"]
    assert [(line["payload"]["type"], line["state"]) for line in lines] == [
        ("changes.recorded", "arrived"), ("webhook.test", "arrived"),
    ]  # fmt: skip
    assert [tried["status"] for tried in lines[0]["tries"]] == [200]
    assert Verifier(secret).verify(receiver.got[-1][2], receiver.got[-1][1])
    assert post(ada, f"/{webhook}/deliveries/{lines[0]['id']}/replay").json()["state"] == "waiting"
    assert deliver() == 1
    assert post(ada, f"/{webhook}/replay", {"since": "2020-01-01T00:00:00Z"}).status_code == 200
    assert deliver() == 1
    assert act(ada, webhook, "disable").json()["state"] == "off"
    assert act(ada, webhook, "enable").json()["state"] == "on"
    seen = {"If-Match": ada.get(f"{URL}/{webhook}")["ETag"]}
    changed = ada.put(f"{URL}/{webhook}", {"url": url(receiver, "/b")}, content_type="application/json", headers=seen)
    assert (changed.json()["url"], changed.json()["kinds"]) == (url(receiver, "/b"), [])


def test_a_secret_is_kept_nowhere_even_for_a_request_that_is_repeated(caller_for, people, receiver):
    ada, body = caller_for(people.ada), {"channel": "chatbot", "url": url(receiver)}
    first = post(ada, "", body, **{"Idempotency-Key": "one"}).json()
    again = post(ada, "", body, **{"Idempotency-Key": "one"}).json()
    assert (first["number"], again["number"], again["secret"]) == (first["number"], first["number"], None)
    turned = post(ada, f"/{first['number']}/secrets", {"hours": 0}, **{"Idempotency-Key": "two"}).json()
    assert turned["generation"] == 2
    assert turned["secret"] != first["secret"]
    kept = str(list(FirstAnswer.objects.values()))
    assert first["secret"] not in kept
    assert turned["secret"] not in kept


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"channel": "nobody"}, "channel"),
        ({"url": "http://hooks.example.com/"}, "url"),
        ({"url": "https://192.168.1.1/"}, "url"),
        ({"kinds": ["gossip"]}, "kinds"),
        ({"secret": "mine"}, "secret"),
    ],
)
def test_it_names_the_field_that_will_not_do(caller_for, people, receiver, body, field):
    response = post(caller_for(people.ada), "", {"channel": "chatbot", "url": "https://hooks.example.com/", **body})
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"].split(".")[0] == field
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    ("path", "body"), [("/secrets", {"hours": 1000}), ("/secrets", {"hours": "1"}), ("/replay", {"since": "x"})]
)
def test_an_act_with_bad_input_changes_nothing(caller_for, people, receiver, path, body):
    ada = caller_for(people.ada)
    number = post(ada, "", {"channel": "chatbot", "url": url(receiver)}).json()["number"]
    assert post(ada, f"/{number}{path}", body).status_code == 400
    assert Webhook.objects.get().generation == 1


def test_others_are_refused_with_the_reason(caller_for, people, receiver):
    number = post(caller_for(people.ada), "", {"channel": "chatbot", "url": url(receiver)}).json()["number"]
    for person in (people.ana, people.marta, people.olivia):
        other = caller_for(person)
        for path in ("", f"/{number}", f"/{number}/deliveries"):
            assert other.get(URL + path).status_code == 403
        for path, body in (
            ("", {"channel": "chatbot", "url": url(receiver)}),
            (f"/{number}/tests", {}),
            (f"/{number}/secrets", {}),
            (f"/{number}/replay", {"since": "2020-01-01T00:00:00Z"}),
        ):
            refused = post(other, path, body)
            assert (refused.status_code, "administrators" in refused.json()["detail"].lower()) == (403, True)
    assert caller_for(people.ada, ["answers"]).get(URL).status_code == 403
    assert caller_for(people.ada).get(f"{URL}/{number + 1}").status_code == 404
    assert not WebhookDelivery.objects.exists()
