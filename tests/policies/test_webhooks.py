"""Webhooks: signed, in order for each card, tried for three days, and never lost."""

import json
import socket
import time
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from policies.models import Channel, Event, Notice, Webhook, WebhookAttempt, WebhookDelivery
from policies.notices import outgoing
from policies.publishing import current_revision
from policies.tasks import send_webhooks
from policies.webhooks import delivering
from policies.webhooks.delivering import deliver
from policies.webhooks.keeping import create_webhook, replay_one, replay_since, rotate_secret, switch_webhook, try_webhook
from policies.webhooks.signing import secret_of
from policies.webhooks.tidying import forget_old_deliveries
from tests.policies.test_outgoing import listening, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    settings.OUTGOING_HOSTS = ["127.0.0.1"]
    with listening() as server:
        yield server


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as travel:
        yield travel


def channel_for(audience="public"):
    return Channel.objects.get_or_create(slug=f"{audience}-hooked", defaults={"audience": audience})[0]


@pytest.fixture
def webhook_at(people):
    return lambda server, audience="public", **more: create_webhook(channel_for(audience), url(server), by=people.max, **more)


def told(server):
    return [json.loads(body) for _path, _headers, body in server.got]


def cards_told(server):
    """What each message was about, in the order of arrival."""
    return [change["thing"] for message in told(server) for change in message["data"]["changes"]]


def ids(server):
    return [headers["webhook-id"] for _path, headers, _body in server.got]


def test_it_says_what_took_effect_as_changes_does(server, store, webhook_at, channel):
    store.card("before")
    after = current_revision()
    webhook_at(server)
    store.card("contact-us")
    assert (deliver(), deliver()) == (1, 0)
    (message,) = told(server)
    assert message["type"] == "changes.recorded"
    assert message["data"]["channel"] == "public-hooked"
    assert message["data"]["revision"] == current_revision()
    (shown,) = channel("public").get("/api/v1/changes", {"after": after}).json()["results"]
    (said,) = message["data"]["changes"]
    assert {**said, "effective_from": 0, "recorded_at": 0} == {**shown, "effective_from": 0, "recorded_at": 0}


def test_a_public_channel_is_told_nothing_of_what_is_internal(server, store, webhook_at):
    webhook_at(server)
    store.card("secret-plan", audience="internal")
    store.fact("secret.days", 3)
    assert deliver() == 0
    with listening() as inner:
        webhook_at(inner, "internal")
        store.card("secret-two", audience="internal")
        assert deliver() == 1
        assert cards_told(inner) == ["card:secret-two"]
    assert server.got == []


def test_it_says_only_what_is_wanted(server, store, webhook_at):
    webhook_at(server, kinds=["withdraw"])
    card = store.card()
    store.withdraw(card)
    assert deliver() == 1
    assert told(server)[0]["data"]["changes"][0]["kind"] == "withdraw"


def test_what_is_rolled_back_is_told_to_nobody(server, store, webhook_at):
    webhook_at(server)
    version = store.approved(store.card("contact-us"), None)
    deliver()
    with transaction.atomic():
        store.publish(version.subject, {**version.content})
        assert WebhookDelivery.objects.filter(sent_at=None).count() == 1
        transaction.set_rollback(True)
    assert deliver() == 0


def test_an_independent_verifier_takes_the_signature(server, store, webhook_at):
    webhook = webhook_at(server)
    store.card()
    deliver()
    _path, headers, body = server.got[0]
    assert Verifier(secret_of(webhook)).verify(body, headers)["type"] == "changes.recorded"
    with pytest.raises(WebhookVerificationError):
        Verifier(secret_of(webhook)).verify(body.replace(b"contact", b"kontact"), headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(secret_of(webhook_at(server))).verify(body, headers)


def test_while_a_secret_is_changed_both_are_good_and_then_the_new_one(server, store, webhook_at, people, clock):
    webhook = webhook_at(server)
    old = secret_of(webhook)
    new = secret_of(rotate_secret(webhook, by=people.max, hours=24))
    assert old != new
    store.card("one")
    deliver()
    for secret in (old, new):
        Verifier(secret).verify(server.got[-1][2], server.got[-1][1])
    clock.shift(timedelta(hours=25))
    store.card("two")
    deliver()
    Verifier(new).verify(server.got[-1][2], server.got[-1][1])
    with pytest.raises(WebhookVerificationError):
        Verifier(old).verify(server.got[-1][2], server.got[-1][1])


def test_a_new_key_of_the_store_leaves_receivers_their_secret(server, store, webhook_at, settings):
    secret = secret_of(webhook_at(server))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-of-fifty-letters-or-more", [settings.SECRET_KEY]
    store.card()
    deliver()
    assert Verifier(secret).verify(server.got[0][2], server.got[0][1])


def test_no_secret_stands_in_the_database(server, webhook_at):
    webhook = webhook_at(server)
    said = str([*Webhook.objects.values(), *Event.objects.values()])
    assert secret_of(webhook).removeprefix("whsec_") not in said
    assert "/hook" not in str(list(Event.objects.values()))


def test_it_tries_again_with_the_same_id_until_it_arrives(server, store, webhook_at, clock):
    webhook = webhook_at(server)
    server.says = (500, {}, b"not \0 now")
    store.card()
    for _ in range(30):
        assert deliver() == 0
        clock.shift(timedelta(minutes=1))
    assert 4 <= len(server.got) <= 6  # At once, and after about 1, 2, 4, 8 and 16 minutes.
    last = WebhookAttempt.objects.first()
    assert (last.status, last.error, last.answer) == (500, "HTTP 500", "not \ufffd now")
    server.says = (204, {}, b"")
    clock.shift(timedelta(minutes=40))
    assert deliver() == 1
    assert len(set(ids(server))) == 1
    webhook.refresh_from_db()
    assert webhook.failing_since is None


def test_order_is_kept_for_each_card_and_only_for_each_card(server, store, webhook_at, clock):
    webhook_at(server)
    one, two = store.card("one"), store.card("two")
    deliver()
    server.got.clear()
    store.publish(one, store.text(one))
    server.says = (500, {}, b"")
    assert deliver() == 0
    server.says = (200, {}, b"")
    store.publish(two, store.text(two))
    store.publish(one, store.text(one))
    assert deliver() == 1
    assert cards_told(server) == ["card:one", "card:two"]
    clock.shift(timedelta(minutes=2))
    assert deliver() == 2
    assert cards_told(server) == ["card:one", "card:two", "card:one", "card:one"]
    revisions = [message["data"]["revision"] for message in told(server)]
    assert revisions[2] < revisions[3]


def test_what_may_touch_any_card_waits_for_all_and_all_for_it(server, store, people, webhook_at, clock):
    webhook_at(server, "internal")
    store.card("one")
    server.says = (503, {}, b"")
    deliver()
    server.says = (200, {}, b"")
    WebhookDelivery.objects.update(cards=None)
    store.card("two")
    assert deliver() == 0
    clock.shift(timedelta(minutes=2))
    assert deliver() == 2
    assert cards_told(server) == ["card:one", "card:one", "card:two"]


def test_a_worker_that_died_after_sending_sends_again_with_the_same_id(server, store, webhook_at, clock, monkeypatch):
    webhook_at(server)
    store.card()

    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(delivering, "_settle", die)
        with pytest.raises(KeyboardInterrupt):
            deliver()
    assert deliver() == 0
    clock.shift(delivering.LEASE)
    assert deliver() == 1
    assert (len(server.got), len(set(ids(server)))) == (2, 1)


def test_a_receiver_that_is_killed_and_comes_back_misses_nothing(store, webhook_at, settings, clock):
    settings.OUTGOING_HOSTS = ["127.0.0.1"]
    with listening() as server:
        webhook_at(server)
        address = server.server_address
        one = store.card("one")
        deliver()
        before = cards_told(server)
    for _ in range(3):
        store.publish(one, store.text(one))
    store.card("two")
    for _ in range(10):
        assert deliver() == 0
        clock.shift(timedelta(minutes=7))
    assert WebhookAttempt.objects.first().error.startswith("ConnectError")
    with listening(address) as server:
        clock.shift(timedelta(hours=6))
        deliver()
        assert [*before, *cards_told(server)] == ["card:one"] * 4 + ["card:two"]


def test_a_slow_receiver_is_given_up_for_now_and_holds_up_nobody(server, store, webhook_at, monkeypatch):
    monkeypatch.setattr(outgoing, "SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        slow = type("Silent", (), {"server_port": silent.getsockname()[1]})
        webhook_at(slow)
        webhook_at(server)
        for name in ("one", "two", "three"):
            store.card(name)
        began = time.monotonic()
        assert deliver() == 3
        assert time.monotonic() - began < 2
    assert WebhookAttempt.objects.filter(error__contains="Timeout").count() == 1


def test_a_redirect_inside_is_not_followed_and_nothing_is_lost(server, store, webhook_at, clock):
    with listening() as inner:
        webhook_at(server)
        server.says = (307, {"Location": url(inner)}, b"")
        store.card()
        assert deliver() == 0
        assert inner.got == []
        server.says = (200, {}, b"")
        clock.shift(timedelta(minutes=2))
        assert deliver() == 1


def test_nothing_is_sent_to_a_name_that_became_an_inner_address(server, store, people, monkeypatch, settings):
    settings.OUTGOING_HOSTS = []
    create_webhook(channel_for(), f"https://hooks.example.com:{server.server_port}/", by=people.max)
    store.card()
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.server_port))]
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *_args, **_options: found)
    assert deliver() == 0
    assert server.got == []
    assert "public address" in WebhookAttempt.objects.get().error
    assert WebhookDelivery.objects.filter(sent_at=None, next_at__isnull=False).count() == 1


def test_after_three_days_without_any_arrival_it_is_off_and_on_again_goes_on(server, store, webhook_at, people, clock):
    webhook = webhook_at(server)
    server.says = (502, {}, b"")
    card = store.card()
    for _ in range(4 * 24):
        deliver()
        clock.shift(timedelta(hours=1))
    webhook.refresh_from_db()
    assert webhook.disabled_reason == "unreachable"
    notices = Notice.objects.filter(kind="webhook_disabled")
    assert {notice.person for notice in notices} == {people.max, people.ada}
    assert Event.objects.get(action="disable_webhook").by is None
    tried = len(server.got)
    store.publish(card, store.text(card))
    server.says = (200, {}, b"")
    clock.shift(timedelta(days=2))
    assert (deliver(), len(server.got)) == (0, tried)
    switch_webhook(webhook, is_on=True, by=people.max)
    assert deliver() == 2
    revisions = [message["data"]["revision"] for message in told(server)[tried:]]
    assert revisions == sorted(revisions)


def test_an_address_that_is_gone_is_off_at_once(server, store, webhook_at):
    webhook = webhook_at(server)
    server.says = (410, {}, b"")
    store.card()
    deliver()
    webhook.refresh_from_db()
    assert webhook.disabled_reason == "gone"
    assert Notice.objects.filter(kind="webhook_gone").exists()


def test_one_message_that_is_refused_alone_is_given_up_and_lets_the_next_one_pass(server, store, webhook_at, clock):
    webhook = webhook_at(server)
    one = store.card("one")
    for day in range(4):
        server.says = (400, {}, b"")
        deliver()
        server.says = (200, {}, b"")
        store.card(f"other-{day}")
        WebhookDelivery.objects.filter(pk=webhook.deliveries.earliest("pk").pk, sent_at=None, next_at__isnull=False).update(
            next_at=timezone.now() + timedelta(hours=1)
        )
        deliver()
        clock.shift(timedelta(hours=25))
    webhook.refresh_from_db()
    refused = webhook.deliveries.earliest("pk")
    assert (webhook.disabled_at, refused.sent_at, refused.next_at) == (None, None, None)
    server.got.clear()
    store.publish(one, store.text(one))
    assert deliver() == 1
    assert cards_told(server) == ["card:one"]


def test_workers_side_by_side_send_nothing_twice_and_keep_the_order(server, store, webhook_at):
    webhook_at(server)
    one, two = store.card("one"), store.card("two")
    for _ in range(3):
        store.publish(one, store.text(one))
        store.publish(two, store.text(two))
    plain, turns = delivering.send, []

    def send(delivery):
        """Another worker looks at everything in the middle of each sending."""
        if len(turns) < 30:
            turns.append(delivery.pk)
            deliver()
        return plain(delivery)

    delivering.send = send
    try:
        for _ in range(10):
            deliver()
    finally:
        delivering.send = plain
    assert len(set(ids(server))) == len(server.got) == 8
    changes = [change for message in told(server) for change in message["data"]["changes"]]
    for name in ("card:one", "card:two"):
        numbers = [change["revision"] for change in changes if change["thing"] == name]
        assert numbers == sorted(numbers)


def test_what_begins_and_ends_by_itself_is_told_at_its_instant_once(server, store, webhook_at, clock):
    webhook_at(server)
    card, start = store.card(), timezone.now() + timedelta(days=3)
    send_webhooks()
    store.publish(card, store.text(card), start=start, until=start + timedelta(days=2))
    send_webhooks()
    server.got.clear()
    clock.move_to(start - timedelta(seconds=1))
    send_webhooks()
    assert server.got == []
    for _ in range(3):
        clock.shift(timedelta(seconds=1))
        send_webhooks()
    assert [(message["type"], message["timestamp"]) for message in told(server)] == [("changes.began", start.isoformat())]
    clock.shift(timedelta(days=30))  # The beat was away for long.
    send_webhooks()
    assert [message["type"] for message in told(server)] == ["changes.began", "changes.ended"]
    assert cards_told(server) == ["card:contact-us"] * 2


def test_what_was_withdrawn_before_it_began_does_not_begin(server, store, webhook_at, clock):
    webhook_at(server)
    card, start = store.card(), timezone.now() + timedelta(days=3)
    store.publish(card, store.text(card), start=start)
    store.withdraw(card)
    send_webhooks()
    server.got.clear()
    clock.move_to(start + timedelta(seconds=5))
    send_webhooks()
    assert server.got == []


def test_what_began_before_it_was_made_is_not_told(server, store, webhook_at, clock):
    card, start = store.card(), timezone.now() + timedelta(minutes=1)
    store.publish(card, store.text(card), start=start)
    clock.move_to(start + timedelta(seconds=30))
    webhook_at(server)
    send_webhooks()
    assert server.got == []


def test_one_or_all_since_a_time_are_sent_again(server, store, webhook_at, people, clock):
    webhook = webhook_at(server)
    store.card("one")
    deliver()
    clock.shift(timedelta(hours=1))
    since = timezone.now()
    store.card("two")
    store.card("three")
    deliver()
    first = ids(server)[0]
    assert replay_one(webhook.deliveries.get(message=first), by=people.max) == 1
    assert deliver() == 1
    assert ids(server)[-1] == first
    assert replay_since(webhook, since, by=people.max) == 2
    deliver()
    assert cards_told(server)[-2:] == ["card:two", "card:three"]
    assert Event.objects.filter(action="replay_webhook").count() == 2


def test_a_test_is_sent_once_and_signed_also_where_it_is_off(server, webhook_at, people):
    webhook = switch_webhook(webhook_at(server), is_on=False, by=people.max)
    tried = try_webhook(webhook, by=people.max)
    assert (tried.status, tried.error) == (200, "")
    assert Verifier(secret_of(webhook)).verify(server.got[0][2], server.got[0][1])["type"] == "webhook.test"
    server.says = (410, {}, b"")
    switch_webhook(webhook, is_on=True, by=people.max)
    assert try_webhook(webhook, by=people.max).error == "HTTP 410"
    deliver()
    assert len(server.got) == 2


def test_a_channel_that_is_off_is_told_nothing(server, store, webhook_at):
    webhook = webhook_at(server)
    Channel.objects.filter(pk=webhook.channel_id).update(disabled_at=timezone.now())
    store.card()
    assert deliver() == 0


def test_the_log_is_kept_for_a_month(server, store, webhook_at, clock):
    webhook_at(server)
    store.card()
    deliver()
    clock.shift(timedelta(days=29))
    assert forget_old_deliveries() == 0
    clock.shift(timedelta(days=2))
    assert forget_old_deliveries() == 1
    assert not WebhookAttempt.objects.exists()


def test_a_lost_nudge_and_a_broken_queue_lose_nothing(server, store, webhook_at, monkeypatch):
    webhook_at(server)

    def broken(*_args, **_options):
        raise OSError("no space left")

    monkeypatch.setattr("policies.tasks.send_webhooks.apply_async", broken)
    store.card()
    send_webhooks()
    assert cards_told(server) == ["card:contact-us"]
