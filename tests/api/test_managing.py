"""Managing by the API: the same verbs and refusals as on the pages, for a session and for a key that acts for a person."""

import pytest
from django.test import Client

from policies.channels import create_channel
from policies.models import Card, Event, Version
from policies.workflow import save_draft, submit

pytestmark = pytest.mark.django_db
API = "/api/v1/cards"


class Caller:
    """A client of the managing API: says JSON, and which state it has seen."""

    def __init__(self, client):
        self.client = client

    def get(self, path, **headers):
        return self.client.get(API + path, headers=headers)

    def post(self, path, body=None, *, seen=None, **headers):
        return self._send("post", path, body or {}, seen, headers)

    def put(self, path, body, *, seen=None, **headers):
        return self._send("put", path, body, seen, headers)

    def act(self, path, verb, body=None):
        """On what is there now."""
        return self.post(f"{path}/{verb}", body, seen=self.get(path)["ETag"])

    def _send(self, method, path, body, seen, headers):
        headers |= {"If-Match": seen} if seen else {}
        return getattr(self.client, method)(API + path, body, content_type="application/json", headers=headers)


@pytest.fixture
def caller_of(client_of):
    return lambda person: Caller(client_of(person))


@pytest.fixture
def key_for():
    def make(person, scopes=("manage",)):
        key = create_channel("tools", audience="internal", scopes=scopes, person=person)
        return Caller(Client(headers={"Authorization": f"Bearer {key}"}))

    return make


@pytest.fixture
def card(store):
    return store.card("contact-us", risk="low")


def text(title="How can I reach you?"):
    return {"source": "en", "languages": {"en": {"title": title, "short": "Write to us."}}}


def test_it_takes_a_card_from_the_first_word_to_live(store, people, caller_of, key_for):
    store.topic()
    marta, pavel = caller_of(people.marta), key_for(people.pavel)
    begun = {"slug": "gift-wrap", "topic": "cancellation", "owner": "olivia", "risk": "low", "content": text()}
    response = marta.post("", begun)
    draft = response.json()
    assert (response.status_code, draft["number"], draft["state"], draft["author"]) == (201, 1, "draft", "marta")
    path = "/gift-wrap/versions/1"
    saved = marta.put(path, {"content": text("Do you wrap gifts?"), "significance": "wording"}, seen=response["ETag"])
    assert (saved.status_code, saved.json()["edits"], saved.json()["significance"]) == (200, 2, "wording")
    assert marta.post(f"{path}/submit", seen=saved["ETag"]).json()["state"] == "in_review"
    assert pavel.act(path, "approve", {"comment": "Good."}).json()["state"] == "approved"
    published = pavel.act(path, "publish").json()
    assert (published["state"], published["standing"]) == ("published", "live")
    assert published["reviews"] == [
        {"decision": "approve", "by": "pavel", "at": published["reviews"][0]["at"], "comment": "Good."}
    ]
    assert marta.get("/gift-wrap").json()["live"] == 1
    told = Event.objects.filter(thing="card:gift-wrap:1").values_list("action", "by__username", "origin")
    key = Event.objects.get(action="create_key").after["key"]
    assert list(told) == [
        ("start_draft", "marta", "session"),
        ("save_draft", "marta", "session"),
        ("submit", "marta", "session"),
        ("approve", "pavel", f"key tools {key}"),
        ("publish", "pavel", f"key tools {key}"),
    ]


def test_it_gives_back_takes_back_restores_and_withdraws(store, people, caller_of, card):
    marta, olivia = caller_of(people.marta), caller_of(people.olivia)
    assert marta.post("/contact-us/versions", {"note": "Shorter"}).status_code == 201
    marta.act("/contact-us/versions/2", "submit")
    again = olivia.act("/contact-us/versions/2", "request-changes", {"comment": "Longer, please."})
    assert (again.status_code, again.json()["number"], again.json()["state"]) == (201, 3, "draft")
    marta.act("/contact-us/versions/3", "submit")
    taken = marta.act("/contact-us/versions/3", "recall")
    assert (taken.status_code, taken.json()["number"]) == (201, 4)
    assert marta.act("/contact-us/versions/1", "restore").json()["change_note"] == "Back to version 1"
    ended = olivia.post("/contact-us/withdraw", seen=olivia.get("/contact-us")["ETag"])
    assert (ended.status_code, ended.json()["live"]) == (200, None)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("put", "/contact-us/versions/2", {"content": text()}),
        ("post", "/contact-us/versions/2/submit", {}),
        ("post", "/contact-us/withdraw", {}),
    ],
)
def test_it_wants_to_know_what_the_caller_has_seen(store, people, caller_of, card, method, path, body):
    draft = store.draft(card, text())
    caller = caller_of(people.max)
    address = path if "versions" not in path else "/contact-us/versions/2"
    seen = caller.get(address.removesuffix("/withdraw"))["ETag"]
    save_draft(draft, text("Another"), by=people.max)
    store.publish(card, text("Yet another"))
    before = list(Version.objects.values_list("pk", "state", "edits", "digest")), Event.objects.count()
    for tag, status, code in (
        (None, 428, "if_match_missing"),
        (seen, 412, "stale"),
        (f"W/{seen}", 412, "stale"),
        ('"x"', 412, "stale"),
    ):
        response = getattr(caller, method)(path, body, seen=tag)
        assert response.status_code == status
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["errors"][0] | {"message": ""} == {"field": "If-Match", "code": code, "message": ""}
    assert (list(Version.objects.values_list("pk", "state", "edits", "digest")), Event.objects.count()) == before


def test_it_does_once_what_is_asked_for_twice(people, caller_of, card):
    marta = caller_of(people.marta)
    first = marta.post("/contact-us/versions", {"content": text()}, **{"Idempotency-Key": "one"})
    again = marta.post("/contact-us/versions", {"content": text()}, **{"Idempotency-Key": "one"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.json(), first["ETag"]) == (again.json(), again["ETag"])
    assert Version.objects.filter(subject=card).count() == 2
    other = marta.post("/contact-us/versions", {"content": text("Other")}, **{"Idempotency-Key": "one"})
    assert other.status_code == 422


def test_it_repeats_a_verb_that_was_done(people, store, caller_of, card):
    """The answer to the first was lost; its ETag is stale by now, and still nothing is refused."""
    store.draft(card, text())
    marta = caller_of(people.marta)
    seen = marta.get("/contact-us/versions/2")["ETag"]
    first, again = (marta.post("/contact-us/versions/2/submit", seen=seen, **{"Idempotency-Key": "two"}) for _ in range(2))
    assert first.json() == again.json()
    assert Event.objects.filter(action="submit", thing="card:contact-us:2").count() == 1


def test_it_shows_a_draft_to_those_only_who_may_read_it(people, store, caller_of, key_for, card):
    store.draft(card, text())
    for person, status in (
        (people.marta, 200),
        (people.olivia, 200),
        (people.max, 200),
        (people.ana, 404),
        (people.pavel, 404),
    ):
        assert caller_of(person).get("/contact-us/versions/2").status_code == status
    listed = caller_of(people.ana).get("/contact-us/versions").json()["results"]
    assert [version["number"] for version in listed] == [1]
    key = key_for(people.ana)
    assert key.get("/contact-us/versions/2").status_code == 404
    assert key.act("/contact-us/versions/1", "restore").status_code == 403
    hidden = Card.objects.create(kind="card", slug="secret", topic=card.topic, owner=people.olivia)
    store.draft(hidden, text())
    assert key.get("/secret").status_code == 404
    assert [entry["slug"] for entry in key.get("").json()["results"]] == ["contact-us"]


def test_it_refuses_keys_that_act_for_nobody(people, card, key_for):
    for key in (key_for(None), key_for(people.stranger)):
        assert key.get("").status_code == 403
        assert key.post("/contact-us/versions", {"content": text()}).status_code == 403
    gone = key_for(people.max)
    assert gone.get("").status_code == 200
    people.max.is_active = False
    people.max.save()
    refused = gone.get("")
    assert refused.status_code == 401
    assert key_for(people.marta, ("answers",)).get("").json()["errors"][0]["code"] == "missing_scope"
    assert not Version.objects.filter(state="draft").exists()


def test_it_asks_a_session_for_its_token(people, card):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.marta)
    assert client.get(API).status_code == 200
    assert client.post(f"{API}/contact-us/versions", {}, content_type="application/json").status_code == 403


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("", {"slug": "x", "topic": "none", "content": {}}, "topic"),
        ("", {"slug": "Not A Slug", "topic": "cancellation", "content": text()}, "slug"),
        ("", {"slug": "x", "topic": "cancellation", "owner": "nobody", "content": text()}, "owner"),
        ("", {"slug": "x", "topic": "cancellation", "content": {"source": "en"}}, "languages"),
        ("", {"slug": "x", "topic": "cancellation", "risk": "none", "content": text()}, "risk"),
        ("", {"slug": "x"}, "topic"),
        ("/contact-us/versions", {"content": 5}, "content"),
        ("/contact-us/versions", {"body": ""}, "body"),
    ],
)
def test_it_names_the_field_that_does_not_fit(people, caller_of, card, path, body, field):
    response = caller_of(people.max).post(path, body)
    assert response.status_code == 400
    assert field in [error["field"].split(".")[-1] for error in response.json()["errors"]]
    assert Version.objects.count() == 1


def test_it_says_when_the_address_is_taken_and_what_is_not_there(people, caller_of, card):
    caller = caller_of(people.marta)
    assert (
        caller.post("", {"slug": "contact-us", "topic": "cancellation", "owner": "olivia", "content": text()}).status_code
        == 409
    )
    for path in (
        "/none",
        "/none/versions",
        "/contact-us/versions/9",
        "/contact-us/versions/9/submit",
        "/contact-us/versions/1/burn",
    ):
        assert caller.get(path).status_code in (404, 405)
    assert caller.post("/contact-us/versions/1/burn", seen='"x"').status_code == 404
    assert caller.post("/none/withdraw", seen='"x"').status_code == 404


def test_it_pages_lists(people, store, caller_of):
    for name in ("a", "b", "c"):
        store.card(name)
    first = caller_of(people.ana).get("?limit=2").json()
    assert [entry["slug"] for entry in first["results"]] == ["a", "b"]
    second = caller_of(people.ana).client.get(first["next"]).json()
    assert ([entry["slug"] for entry in second["results"]], second["next"]) == (["c"], None)


def test_it_manages_facts_and_offers_alike(people, store, caller_of):
    store.topic()
    marta = caller_of(people.marta).client
    fact = {
        "slug": "returns.window_days",
        "topic": "cancellation",
        "owner": "olivia",
        "content": {"type": "duration", "value": 30, "unit": "day"},
    }
    offer = {
        "slug": "gift",
        "topic": "cancellation",
        "owner": "olivia",
        "content": {"kind": "free_shipping", "code": "GIFT", "titles": {"en": "Gift"}, "texts": {"en": "Use GIFT."}},
    }
    for kind, body in (("facts", fact), ("offers", offer)):
        response = marta.post(f"/api/v1/{kind}", body, content_type="application/json")
        assert (response.status_code, response.json()["kind"]) == (201, kind.removesuffix("s")), response.content
        path = f"/api/v1/{kind}/{body['slug']}/versions/1"
        submitted = marta.post(f"{path}/submit", {}, content_type="application/json", headers={"If-Match": response["ETag"]})
        assert submitted.json()["state"] == "in_review"
    assert (
        marta.post("/api/v1/facts", {**fact, "slug": "a.b", "risk": "low"}, content_type="application/json").status_code == 400
    )


def test_it_says_on_lines_what_is_said(people, store, caller_of, card):
    submit(store.draft(card, text()), by=people.marta)
    olivia = caller_of(people.olivia)
    said = olivia.act("/contact-us/versions/2", "comment", {"text": "en", "line": 1, "body": "Hm."})
    assert said.status_code == 200, said.content
    assert Version.objects.get(number=2).comments.get().body == "Hm."
