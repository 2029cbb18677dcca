"""Channels and keys by the API: the same verbs and refusals as on the desk, and a secret that is said once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kb.models import FirstAnswer
from policies import keys_used
from policies.channels import create_channel
from policies.keys import create_key
from policies.models import Channel, ChannelKey, Event
from tests.api.problem import fields_of, problem_of

pytestmark = pytest.mark.django_db
API = "/api/v1/channels"


def bearer(secret):
    return Client(headers={"Authorization": f"Bearer {secret}"})


def send(client, method, path, body=None, *, seen=None, **headers):
    headers |= {"If-Match": seen} if seen else {}
    return getattr(client, method)(API + path, body or {}, content_type="application/json", headers=headers)


def act(client, path, verb, body=None, **headers):
    """On what is there now."""
    return send(client, "post", f"{path}/{verb}", body, seen=client.get(API + path)["ETag"], **headers)


@pytest.fixture
def ada(client_of, people):
    return client_of(people.ada)


@pytest.fixture
def bot(people):
    return create_channel("chatbot", audience="public")


def test_it_opens_sets_and_switches_a_channel(ada):
    opened = send(ada, "post", "", {"slug": "shop", "audience": "public", "kind": "widget", "languages": ["pt-BR"]})
    assert (opened.status_code, opened.json()["languages"], opened.json()["is_on"]) == (201, ["pt-BR"], True)
    changes = {"title": "Shop", "requests_per_minute": 60, "allowed_origins": ["https://shop.example"]}
    saved = send(ada, "put", "/shop", changes, seen=opened["ETag"])
    assert (saved.status_code, saved.json() | changes) == (200, saved.json())
    assert saved.json()["kind"] == "widget"
    assert problem_of(send(ada, "put", "/shop", {"title": "Late"}, seen=opened["ETag"]), 412)
    late = act(ada, "/shop", "set-ladder", {"ladder": {"due": {"high": "escalate"}}})
    assert late.json()["ladder"]["due"] == {"low": "serve", "medium": "serve", "high": "escalate"}
    assert [act(ada, "/shop", verb).json()["is_on"] for verb in ("disable", "enable")] == [False, True]
    listed = ada.get(f"{API}?kind=widget").json()["results"]
    assert [channel["slug"] for channel in listed] == ["shop"]
    done = Event.objects.filter(thing="channel:shop").values_list("action", "by__username")
    assert list(done) == [
        (action, "ada") for action in ("create_channel", "set_channel", "set_ladder", "disable_channel", "enable_channel")
    ]


def test_a_key_is_made_shown_once_replaced_and_revoked(ada, bot):
    made = send(ada, "post", "/chatbot/keys", {"scopes": ["answers", "feedback"], "note": "Staging"})
    key = made.json()
    assert (made.status_code, key["note"], key["made_by"], key["state"]) == (201, "Staging", "ada", "valid")
    path = f"/chatbot/keys/{key['number']}"
    assert key["secret"].startswith(key["hint"])
    assert ada.get(API + path).json()["secret"] is None
    assert bearer(key["secret"]).get("/api/v1/languages").status_code == 200
    turned = act(ada, path, "rotate", {"overlap": "2h"})
    new = turned.json()
    assert (turned.status_code, new["scopes"], new["note"]) == (201, key["scopes"], "Staging")
    assert new["secret"] not in (None, key["secret"])
    old = ada.get(API + path).json()
    assert (old["state"], old["successor"]) == ("ending", new["number"])
    assert problem_of(act(ada, path, "rotate"), 409)
    for secret in (key["secret"], new["secret"]):
        assert bearer(secret).get("/api/v1/languages").status_code == 200
    assert act(ada, path, "revoke").json()["state"] == "revoked"
    assert [bearer(secret).get("/api/v1/languages").status_code for secret in (key["secret"], new["secret"])] == [401, 200]


def test_a_key_replaces_itself_while_it_is_in_use(people):
    """That it was used meanwhile is no change of it that its holder would have to have seen."""
    secret = create_channel("tools", audience="internal", scopes=("manage",), person=people.ada)
    client, row = bearer(secret), ChannelKey.objects.get()
    seen = client.get(f"{API}/tools/keys/{row.pk}")["ETag"]
    ChannelKey.objects.update(last_used_at=None)
    keys_used.forget()  # As in another process, which has not noted it in this minute.
    client.get(API)
    assert ChannelKey.objects.get().last_used_at is not None
    turned = send(client, "post", f"/tools/keys/{row.pk}/rotate", {"overlap": "0h"}, seen=seen)
    assert (turned.status_code, turned.json()["person"]) == (201, "ada")
    assert [bearer(key).get(API).status_code for key in (secret, turned.json()["secret"])] == [401, 200]


def test_what_a_key_makes_ends_with_it_at_the_latest(people):
    end, sooner = timezone.now() + timedelta(days=3), timezone.now() + timedelta(days=1)
    create_channel("chatbot", audience="public")
    secret = create_channel("tools", audience="internal", scopes=("manage",), person=people.ada, ends_at=end)
    for asked, given in ((None, end), (sooner, sooner), (end + timedelta(days=9), end)):
        made = send(bearer(secret), "post", "/chatbot/keys", {"ends_at": asked.isoformat()} if asked else {})
        assert made.status_code == 201, made.content
        assert ChannelKey.objects.get(pk=made.json()["number"]).ends_at == given


@pytest.mark.parametrize("verb", ["make", "rotate"])
def test_a_repeat_makes_no_second_key_and_says_the_secret_to_nobody(ada, bot, verb):
    number = ChannelKey.objects.get().pk
    before = ChannelKey.objects.count()
    once = {"Idempotency-Key": "one"}
    if verb == "make":
        first, again = (send(ada, "post", "/chatbot/keys", {"note": "x"}, **once) for _ in range(2))
    else:
        seen = ada.get(f"{API}/chatbot/keys/{number}")["ETag"]
        first, again = (send(ada, "post", f"/chatbot/keys/{number}/rotate", seen=seen, **once) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201), again.content
    assert again.json() == first.json() | {"secret": None}
    assert (first["ETag"], again["ETag"]) == (first["ETag"], first["ETag"])
    assert ChannelKey.objects.count() == before + 1
    secret = first.json()["secret"]
    assert secret not in str(FirstAnswer.objects.values_list("body", "request"))
    assert secret not in str(list(Event.objects.values_list("before", "after", "details", "origin")))


@pytest.mark.parametrize("name", ["ana", "marta", "olivia"])
def test_others_see_channels_but_neither_change_them_nor_see_keys(client_of, people, bot, name):
    client, number = client_of(getattr(people, name)), ChannelKey.objects.get().pk
    assert client.get(f"{API}/chatbot").status_code == 200
    before = Event.objects.count()
    refused = [
        send(client, "post", "", {"slug": "mine", "audience": "public"}),
        send(client, "put", "/chatbot", {"title": "Mine"}, seen=client.get(f"{API}/chatbot")["ETag"]),
        act(client, "/chatbot", "disable"),
        act(client, "/chatbot", "set-ladder", {"ladder": {}}),
        client.get(f"{API}/chatbot/keys"),
        client.get(f"{API}/chatbot/keys/{number}"),
        send(client, "post", "/chatbot/keys", {}),
        send(client, "post", f"/chatbot/keys/{number}/revoke", seen="*"),
    ]
    assert [response.status_code for response in refused] == [403] * len(refused)
    assert Event.objects.count() == before
    assert b"concord_" not in b"".join(response.content for response in refused)


def test_nobody_gets_a_key_that_acts_for_somebody_else(client_of, people):
    """Nor by replacing one, which would hand out that person's rights."""
    create_channel("tools", audience="internal", scopes=("manage",), person=people.olivia)
    number, max_ = ChannelKey.objects.get().pk, client_of(people.max)
    assert act(max_, f"/tools/keys/{number}", "rotate").status_code == 403
    assert send(max_, "post", "/tools/keys", {"scopes": ["manage"], "person": "olivia"}).status_code == 403
    own = send(max_, "post", "/tools/keys", {"scopes": ["manage"]}).json()
    assert own["person"] == "max"
    assert act(client_of(people.ada), f"/tools/keys/{number}", "rotate").status_code == 403
    assert act(client_of(people.ada), f"/tools/keys/{number}", "revoke").status_code == 200


def test_a_key_of_another_channel_is_not_found_under_this_one(ada, bot, people):
    other = create_key(Channel.objects.get(slug="faq"), ["answers"]).key
    assert ada.get(f"{API}/chatbot/keys/{other.pk}").status_code == 404
    assert send(ada, "post", f"/chatbot/keys/{other.pk}/revoke", seen="*").status_code == 404
    assert ada.get(f"{API}/none/keys").status_code == 404


def test_the_agents_own_channel_stays_on(ada):
    assert "cannot be switched off" in problem_of(act(ada, "/agents", "disable"), 403)["detail"]
    assert problem_of(act(ada, "/faq", "enable"), 409)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"slug": "Not A Slug", "audience": "public"}, "slug"),
        ({"slug": "faq", "audience": "public"}, "slug"),
        ({"slug": "x", "audience": "everyone"}, "audience"),
        ({"slug": "x"}, "audience"),
        ({"slug": "x", "audience": "public", "kind": "robot"}, "kind"),
        ({"slug": "x", "audience": "public", "languages": ["tlh"]}, "languages.0"),
        ({"slug": "x", "audience": "public", "requests_per_minute": 0}, "requests_per_minute"),
        ({"slug": "x", "audience": "public", "requests_per_minute": True}, "requests_per_minute"),
        (
            {"slug": "x", "audience": "public", "allowed_origins": ["https://a.b", "https://*.b"]},
            "allowed_origins.1",
        ),
        ({"slug": "x", "audience": "public", "secret": "y"}, "secret"),
    ],
)
def test_it_names_the_field_that_does_not_fit(ada, body, field):
    response = send(ada, "post", "", body)
    assert [name for name, _code in fields_of(response)] == [field]
    assert not Channel.objects.filter(slug="x").exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["root"]}, "scopes.0"),
        ({"person": "nobody"}, "person"),
        ({"ends_at": "2020-01-01T00:00:00Z"}, "ends_at"),
        ({"note": "x" * 201}, "note"),
    ],
)
def test_it_names_what_no_key_can_have(ada, bot, body, field):
    response = send(ada, "post", "/chatbot/keys", body)
    assert [name for name, _code in fields_of(response)] == [field]
    assert ChannelKey.objects.count() == 1


@pytest.mark.parametrize("overlap", ["", "soon", "91d", "-1h", "24", "1.5h"])
def test_it_refuses_an_overlap_that_is_none(ada, bot, overlap):
    number = ChannelKey.objects.get().pk
    response = act(ada, f"/chatbot/keys/{number}", "rotate", {"overlap": overlap})
    assert [name for name, _code in fields_of(response)] == ["overlap"]
    assert ChannelKey.objects.get().ends_at is None
