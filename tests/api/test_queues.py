"""Where queues are told, over the API: made once, changed by whoever has seen it, with a secret that is shown once."""

import pytest
from django.test import Client

from kb.api.kept import KEPT_FOR, forget_first_answers
from kb.models import FirstAnswer
from policies.channels import create_channel
from policies.models import QueueAddress
from policies.webhooks.signing import secret_of

pytestmark = pytest.mark.django_db
URL, JSON = "/api/v1/queues", "application/json"


@pytest.fixture
def ada(people, key_of):
    key_of("public", slug="chatbot")
    key = create_channel("tools", audience="internal", scopes=["manage"], person=people.ada)
    return Client(headers={"Authorization": f"Bearer {key}"})


def begin(client, queue="orders", **headers):
    given = {"queue": queue, "url": "https://desk.example.com/hook"}
    return client.post(URL, given, content_type=JSON, headers=headers)


def test_its_secret_is_shown_once_and_kept_nowhere(ada):
    first, again = (begin(ada, **{"Idempotency-Key": "one"}).json() for _ in range(2))
    assert first["secret"] == secret_of(QueueAddress.objects.get())
    assert again == {**first, "secret": None}
    new = ada.post(f"{URL}/orders/secrets", {"hours": 0}, content_type=JSON, headers={"Idempotency-Key": "two"})
    assert (new.status_code, new.json()["generation"]) == (201, 2)
    assert new.json()["secret"] == secret_of(QueueAddress.objects.get()) != first["secret"]
    kept = str(list(FirstAnswer.objects.values()))
    assert first["secret"] not in kept
    assert new.json()["secret"] not in kept


def test_what_is_there_is_changed_only_by_who_has_seen_it(ada):
    begin(ada)
    assert begin(ada).status_code == 409
    there, given = f"{URL}/orders", {"email": "orders@store.example"}
    assert ada.put(there, given, content_type=JSON).status_code == 428
    seen = {"If-Match": ada.get(there)["ETag"]}
    changed = ada.put(there, given, content_type=JSON, headers=seen)
    assert (changed.status_code, changed.json()["email"], changed.json()["url"]) == (200, "orders@store.example", "")
    assert ada.put(there, given, content_type=JSON, headers=seen).status_code == 412
    assert ada.put(there, {}, content_type=JSON, headers={"If-Match": changed["ETag"]}).status_code == 400
    assert ada.post(f"{there}/drop", content_type=JSON).status_code == 428
    assert ada.post(f"{there}/drop", content_type=JSON, headers={"If-Match": changed["ETag"]}).status_code == 204
    assert ada.get(there).status_code == 404
    assert ada.post(f"{there}/secrets", {}, content_type=JSON).status_code == 404
    assert ada.post(URL, {"queue": "orders"}, content_type=JSON).status_code == 400


def test_first_answers_are_forgotten_after_a_week_by_the_beat(ada):
    begin(ada, **{"Idempotency-Key": "one"})
    begin(ada, "parcels", **{"Idempotency-Key": "two"})
    assert forget_first_answers() == 0
    FirstAnswer.objects.filter(key="one").update(at=FirstAnswer.objects.get(key="one").at - 2 * KEPT_FOR)
    assert forget_first_answers() == 1
    assert FirstAnswer.objects.get().key == "two"
