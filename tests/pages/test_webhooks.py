"""Webhooks on the desk: made, tried, switched, told again; by administrators and managers only."""

import re

import pytest
from django.urls import reverse

from policies.models import Channel, Webhook, WebhookDelivery
from policies.webhooks.delivering import deliver
from policies.webhooks.signing import secret_of
from tests.receiver import url

pytestmark = pytest.mark.django_db


@pytest.fixture
def max_at_desk(client_of, people):
    Channel.objects.get_or_create(slug="chatbot", defaults={"audience": "public"})
    return client_of(people.max)


def make(client, address, **more):
    return client.post(reverse("webhooks"), {"channel": "chatbot", "url": address, **more})


def act(client, webhook, verb, **given):
    return client.post(reverse("act_on_webhook", args=(webhook.pk, verb)), given, follow=True)


def test_its_secret_is_shown_once(max_at_desk, receiver):
    response = make(max_at_desk, url(receiver), description="The chatbot's cache", kinds=["publish"])
    webhook = Webhook.objects.get()
    assert response.status_code == 201
    assert secret_of(webhook) in response.content.decode()
    assert (webhook.description, webhook.kinds) == ("The chatbot's cache", ["publish"])
    for address in (reverse("webhooks"), reverse("webhook", args=(webhook.pk,))):
        page = max_at_desk.get(address).content.decode()
        assert "127.0.0.1" in page
        assert "whsec_" not in page


def test_it_is_tried_switched_changed_and_told_again(max_at_desk, receiver, store):
    make(max_at_desk, url(receiver))
    webhook = Webhook.objects.get()
    assert "The test arrived (HTTP 200)" in act(max_at_desk, webhook, "test").content.decode()
    receiver.says = (500, {}, b"<b>no</b>")
    assert "The test did not arrive: HTTP 500" in act(max_at_desk, webhook, "test").content.decode()
    store.card()
    deliver()
    page = max_at_desk.get(reverse("webhook", args=(webhook.pk,))).content.decode()
    assert "card:contact-us" in page
    assert "&lt;b&gt;no&lt;/b&gt;" in page
    assert "Not reached" in page
    receiver.says = (200, {}, b"")
    act(max_at_desk, webhook, "replay", message=webhook.deliveries.latest("pk").message)
    assert deliver() == 1
    act(max_at_desk, webhook, "replay", since="2020-01-01T00:00")
    assert deliver() == 1
    act(max_at_desk, webhook, "disable")
    webhook.refresh_from_db()
    assert webhook.state == "off"
    act(max_at_desk, webhook, "enable")
    response = act(max_at_desk, webhook, "rotate", hours="0")
    webhook.refresh_from_db()
    assert (webhook.state, webhook.generation, webhook.overlap_until) == ("on", 2, None)
    assert secret_of(webhook) in response.content.decode()
    max_at_desk.post(reverse("webhook", args=(webhook.pk,)), {"url": url(receiver, "/new"), "kinds": ["trust"]})
    webhook.refresh_from_db()
    assert (webhook.url, webhook.kinds) == (url(receiver, "/new"), ["trust"])


@pytest.mark.parametrize("address", ["http://hooks.example.com/", "https://10.0.0.1/", "x"])
def test_an_address_that_will_not_do_is_said_at_its_field(max_at_desk, address):
    response = make(max_at_desk, address)
    assert response.status_code == 422
    assert re.search(r"field__error.+address|field__error.+https", response.content.decode(), re.IGNORECASE)
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("given", [{}, {"since": "yesterday"}])
def test_sending_again_without_an_instant_changes_nothing(max_at_desk, receiver, given):
    make(max_at_desk, url(receiver))
    assert "since" in act(max_at_desk, Webhook.objects.get(), "replay", **given).content.decode()
    assert not WebhookDelivery.objects.exists()


@pytest.mark.parametrize("name", ["ana", "marta", "olivia"])
def test_others_are_refused(max_at_desk, client_of, people, receiver, name):
    make(max_at_desk, url(receiver))
    webhook, other = Webhook.objects.get(), client_of(getattr(people, name))
    assert other.get(reverse("webhooks")).status_code == 403
    assert make(other, url(receiver)).status_code == 403
    assert other.get(reverse("webhook", args=(webhook.pk,))).status_code == 403
    for verb in ("test", "enable", "disable", "rotate", "replay"):
        given = {"hours": "1", "since": "2020-01-01T00:00"}
        assert act(other, webhook, verb, **given).status_code == 403
    assert Webhook.objects.get().generation == 1
    assert receiver.got == []
