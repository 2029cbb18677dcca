"""The pages of channels: settings, keys, on and off; and a key that is on one page only."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.test import Client

from policies.channels import create_channel, set_channel
from policies.models import Channel, ChannelKey, Event

pytestmark = pytest.mark.django_db
PAGE = "/desk/channels/chatbot/"
SETTINGS = {"title": "Chat bot", "kind": "chatbot", "languages": ["en", "ru"], "preferred": "ru", "requests_per_minute": "90"}


@pytest.fixture
def ada(client_of, people):
    create_channel("chatbot", audience="public")
    return client_of(people.ada)


def newest():
    return ChannelKey.objects.order_by("-pk")[0]


def test_settings_are_saved_on_the_page_and_shown_again(ada):
    origins = "https://shop.example\r\nhttp://localhost:3000\r\n"
    saved = ada.post(f"{PAGE}settings/", {**SETTINGS, "allowed_origins": origins})
    assert (saved.status_code, saved["Location"]) == (302, PAGE)
    channel = Channel.objects.get(slug="chatbot")
    assert (channel.title, channel.kind, channel.languages, channel.requests_per_minute) == (
        "Chat bot",
        "chatbot",
        ["ru", "en"],
        90,
    )
    assert channel.allowed_origins == ["https://shop.example", "http://localhost:3000"]
    form = ada.get(PAGE).context["settings_form"]
    assert (form.initial["preferred"], form.initial["allowed_origins"]) == ("ru", "https://shop.example\nhttp://localhost:3000")
    ada.post(f"{PAGE}settings/", {"kind": "other"})
    channel.refresh_from_db()
    assert (channel.title, channel.languages, channel.requests_per_minute, channel.allowed_origins) == ("", [], None, [])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("allowed_origins", "https://shop.example/path"),
        ("allowed_origins", "https://shop.example http://evil.example"),
        ("requests_per_minute", "0"),
        ("requests_per_minute", "many"),
        ("languages", ["tlh"]),
        ("preferred", "pt-BR"),
        ("kind", "robot"),
        ("title", "x" * 101),
    ],
)
def test_an_error_stands_beside_its_field_and_nothing_is_saved(ada, field, value):
    response = ada.post(f"{PAGE}settings/", {**SETTINGS, field: value})
    assert (response.status_code, list(response.context["settings_form"].errors)) == (422, [field])
    assert b"field__error" in response.content
    assert Channel.objects.get(slug="chatbot").title == ""


def test_a_key_is_on_the_page_that_made_it_and_nowhere_else(ada):
    made = ada.post(f"{PAGE}keys/", {"scopes": ["answers"], "note": "Staging", "seen": newest().pk})
    secret = made.context["key"]
    assert (made.status_code, made.content.decode().count(secret)) == (201, 2)  # To read, and for the button that copies.
    assert "no-store" in made["Cache-Control"]
    assert "Location" not in made
    kept = [
        str(made.cookies),
        str(list(get_messages(made.wsgi_request))),
        str(list(Session.objects.values_list("session_data"))),
    ]
    kept += [str(list(Event.objects.values_list("before", "after", "details"))), ada.get(PAGE).content.decode()]
    kept += [ada.get("/desk/events/").content.decode(), made.wsgi_request.get_full_path()]
    assert not [place for place in kept if secret in place]
    assert Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/languages").status_code == 200


def test_loading_the_page_of_a_key_again_makes_no_second_key(ada):
    """A browser sends the form again; the page that it came from had not seen the key."""
    form = {"scopes": ["answers"], "seen": newest().pk}
    ada.post(f"{PAGE}keys/", form)
    number = newest().pk
    again = ada.post(f"{PAGE}keys/", form, follow=True)
    assert b"A key was made since this page was opened" in again.content
    ada.post(f"{PAGE}keys/{number}/replace/", {"overlap": "24h"})
    again = ada.post(f"{PAGE}keys/{number}/replace/", {"overlap": "24h"}, follow=True)
    assert b"was replaced already" in again.content
    new = {"slug": "shop", "audience": "public", "kind": "other", "scopes": ["answers"]}
    assert ada.post("/desk/channels/new/", new).status_code == 201
    assert ada.post("/desk/channels/new/", new).context["form"].errors.keys() == {"slug"}
    assert ChannelKey.objects.count() == 4


def test_a_key_is_replaced_and_the_page_says_when_the_old_one_ends(ada):
    old = newest()
    made = ada.post(f"{PAGE}keys/{old.pk}/replace/", {"overlap": "7d"})
    old.refresh_from_db()
    assert (made.status_code, old.successor, newest().made_by.username) == (201, newest(), "ada")
    assert old.hint in made.content.decode()
    page = ada.get(PAGE)
    assert [(key.pk, standing) for key, standing in page.context["keys"]] == [(newest().pk, "valid"), (old.pk, "ending")]
    assert "never used" in page.content.decode()
    assert ada.post(f"{PAGE}keys/{newest().pk}/replace/", {"overlap": "1y"}, follow=True).status_code == 200
    assert ChannelKey.objects.count() == 2


@pytest.mark.parametrize(("field", "value"), [("scopes", []), ("ends_at", "2020-01-01T00:00"), ("note", "x" * 201)])
def test_what_no_key_can_have_is_said_at_its_field(ada, field, value):
    response = ada.post(f"{PAGE}keys/", {"scopes": ["answers"], "seen": newest().pk, field: value})
    assert (response.status_code, list(response.context["key_form"].errors)) == (422, [field])
    assert ChannelKey.objects.count() == 1


def test_a_channel_is_switched_off_and_on(ada):
    assert ada.post(f"{PAGE}off/").status_code == 302
    page = ada.get(PAGE).content.decode()
    assert "Switched off since" in page
    assert Channel.objects.get(slug="chatbot").disabled_at is not None
    assert b"off already" in ada.post(f"{PAGE}off/", follow=True).content
    ada.post(f"{PAGE}on/")
    assert Channel.objects.get(slug="chatbot").disabled_at is None
    assert "cannot be switched off" in ada.get("/desk/channels/agents/").content.decode()
    assert ada.post("/desk/channels/agents/off/").status_code == 403


@pytest.mark.parametrize("name", ["ana", "olivia", "marta"])
def test_others_see_what_a_channel_is_but_no_keys_and_change_nothing(ada, client_of, people, name):
    client, key = client_of(getattr(people, name)), newest()
    set_channel(key.channel, by=people.ada, languages=["ru"], description="For the shop")
    page = client.get(PAGE).content.decode()
    assert "For the shop" in page
    assert key.hint not in page
    before = Event.objects.count()
    refused = [
        client.post(f"{PAGE}settings/", SETTINGS),
        client.post(f"{PAGE}off/"),
        client.post(f"{PAGE}keys/", {"scopes": ["answers"], "seen": key.pk}),
        client.post(f"{PAGE}keys/{key.pk}/replace/", {"overlap": "24h"}),
        client.post(f"{PAGE}keys/{key.pk}/"),
    ]
    assert [response.status_code for response in refused] == [403] * len(refused)
    assert Event.objects.count() == before


def test_a_manager_replaces_no_key_that_acts_for_somebody_else(ada, client_of, people):
    create_channel("tools", audience="internal", scopes=("manage",), person=people.olivia)
    address = f"/desk/channels/tools/keys/{newest().pk}/"
    assert client_of(people.max).post(f"{address}replace/", {"overlap": "24h"}).status_code == 403
    assert client_of(people.max).post(address).status_code == 302
    assert newest().revoked_at is not None


def test_an_act_needs_a_form_and_the_key_of_this_channel(ada):
    other = create_channel("other", audience="public") and newest()
    for address in (f"{PAGE}keys/", f"{PAGE}off/", f"{PAGE}settings/", f"{PAGE}keys/{other.pk}/replace/"):
        assert ada.get(address).status_code == 405
    for address in (f"{PAGE}keys/{other.pk}/", f"{PAGE}keys/{other.pk}/replace/"):
        assert ada.post(address, {"overlap": "24h"}).status_code == 404
    assert newest().revoked_at is None
