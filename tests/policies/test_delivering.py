"""What webhooks are told arrives: in order for each card, tried for three days, nothing lost and nothing sent inside."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from policies.models import Channel, Event, Notice, WebhookAttempt, WebhookDelivery
from policies.notices import outgoing
from policies.tasks import send_webhooks
from policies.webhooks import delivering
from policies.webhooks.delivering import deliver
from policies.webhooks.keeping import create_webhook, switch_webhook
from policies.workflow import withdraw
from tests.receiver import cards_told, ids, listening, told, tried_for_three_days, url

pytestmark = pytest.mark.django_db


def test_it_tries_again_with_the_same_id_until_it_arrives(receiver, store, webhook_at, clock):
    webhook = webhook_at(receiver)
    receiver.says = (500, {}, b"not \0 now")
    store.card()
    for _ in range(30):
        assert deliver() == 0
        clock.shift(timedelta(minutes=1))
    assert 4 <= len(receiver.got) <= 6  # At once, and after about 1, 2, 4, 8 and 16 minutes.
    last = WebhookAttempt.objects.first()
    assert (last.status, last.error, last.answer) == (500, "HTTP 500", "not \ufffd now")
    receiver.says = (204, {}, b"")
    clock.shift(timedelta(minutes=40))
    assert deliver() == 1
    assert len(set(ids(receiver))) == 1
    webhook.refresh_from_db()
    assert webhook.failing_since is None


def test_order_is_kept_for_each_card_and_only_for_each_card(receiver, store, webhook_at, clock):
    webhook_at(receiver)
    one, two = store.card("one"), store.card("two")
    deliver()
    receiver.got.clear()
    store.publish(one, store.text(one))
    receiver.says = (500, {}, b"")
    assert deliver() == 0
    receiver.says = (200, {}, b"")
    store.publish(two, store.text(two))
    store.publish(one, store.text(one))
    assert deliver() == 1
    assert cards_told(receiver) == ["card:one", "card:two"]
    clock.shift(timedelta(minutes=2))
    assert deliver() == 2
    assert cards_told(receiver) == ["card:one", "card:two", "card:one", "card:one"]
    revisions = [message["data"]["revision"] for message in told(receiver)]
    assert revisions[2] < revisions[3]


def test_what_may_touch_any_card_waits_for_all_and_all_for_it(receiver, store, people, webhook_at, clock):
    webhook_at(receiver, "internal")
    store.card("one")
    receiver.says = (503, {}, b"")
    deliver()
    receiver.says = (200, {}, b"")
    WebhookDelivery.objects.update(cards=None)
    store.card("two")
    assert deliver() == 0
    clock.shift(timedelta(minutes=2))
    assert deliver() == 2
    assert cards_told(receiver) == ["card:one", "card:one", "card:two"]


def test_a_worker_that_died_after_sending_sends_again_with_the_same_id(receiver, store, webhook_at, clock, monkeypatch):
    webhook_at(receiver)
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
    assert (len(receiver.got), len(set(ids(receiver)))) == (2, 1)


def test_a_receiver_that_is_killed_and_comes_back_misses_nothing(store, webhook_at, settings, clock):
    settings.OUTGOING_HOSTS = ["127.0.0.1"]
    with listening() as receiver:
        webhook_at(receiver)
        address = receiver.server_address
        one = store.card("one")
        deliver()
        before = cards_told(receiver)
    for _ in range(3):
        store.publish(one, store.text(one))
    store.card("two")
    for _ in range(10):
        assert deliver() == 0
        clock.shift(timedelta(minutes=7))
    assert WebhookAttempt.objects.first().error.startswith("ConnectError")
    with listening(address) as receiver:
        clock.shift(timedelta(hours=6))
        deliver()
        assert [*before, *cards_told(receiver)] == ["card:one"] * 4 + ["card:two"]


def test_a_slow_receiver_is_given_up_for_now_and_holds_up_nobody(receiver, store, webhook_at, monkeypatch):
    monkeypatch.setattr(outgoing, "SECONDS", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        slow = type("Silent", (), {"server_port": silent.getsockname()[1]})
        webhook_at(slow)
        webhook_at(receiver)
        for name in ("one", "two", "three"):
            store.card(name)
        began = time.monotonic()
        assert deliver() == 3
        assert time.monotonic() - began < 8  # Usually ten for the silent one alone.
    assert WebhookAttempt.objects.filter(error__contains="Timeout").count() == 1


def test_a_redirect_inside_is_not_followed_and_nothing_is_lost(receiver, store, webhook_at, clock):
    with listening() as inner:
        webhook_at(receiver)
        receiver.says = (307, {"Location": url(inner)}, b"")
        store.card()
        assert deliver() == 0
        assert inner.got == []
        receiver.says = (200, {}, b"")
        clock.shift(timedelta(minutes=2))
        assert deliver() == 1


def test_nothing_is_sent_to_a_name_that_became_an_inner_address(receiver, store, people, monkeypatch, settings):
    settings.OUTGOING_HOSTS = []
    create_webhook(Channel.objects.get(slug="faq"), f"https://hooks.example.com:{receiver.server_port}/", by=people.max)
    store.card()
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", receiver.server_port))]
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *_args, **_options: found)
    assert deliver() == 0
    assert receiver.got == []
    assert "public address" in WebhookAttempt.objects.get().error
    assert WebhookDelivery.objects.filter(sent_at=None, next_at__isnull=False).count() == 1


def test_after_three_days_without_any_arrival_it_is_off_and_on_again_goes_on(receiver, store, webhook_at, people, clock):
    webhook = webhook_at(receiver)
    receiver.says = (502, {}, b"")
    card = store.card()
    tried_for_three_days(receiver, clock, deliver)
    webhook.refresh_from_db()
    assert webhook.disabled_reason == "unreachable"
    notices = Notice.objects.filter(kind="webhook_disabled")
    assert {notice.person for notice in notices} == {people.max, people.ada}
    assert Event.objects.get(action="disable_webhook").by is None
    tried = len(receiver.got)
    store.publish(card, store.text(card))
    receiver.says = (200, {}, b"")
    clock.shift(timedelta(days=2))
    assert (deliver(), len(receiver.got)) == (0, tried)
    switch_webhook(webhook, is_on=True, by=people.max)
    assert deliver() == 2
    revisions = [message["data"]["revision"] for message in told(receiver)[tried:]]
    assert revisions == sorted(revisions)


def test_an_address_that_is_gone_is_off_at_once(receiver, store, webhook_at):
    webhook = webhook_at(receiver)
    receiver.says = (410, {}, b"")
    store.card()
    deliver()
    webhook.refresh_from_db()
    assert webhook.disabled_reason == "gone"
    assert Notice.objects.filter(kind="webhook_gone").exists()


def test_one_message_that_is_refused_alone_is_given_up_and_lets_the_next_one_pass(receiver, store, webhook_at, clock):
    webhook = webhook_at(receiver)
    one = store.card("one")
    for day in range(4):
        receiver.says = (400, {}, b"")
        deliver()
        receiver.says = (200, {}, b"")
        store.card(f"other-{day}")
        WebhookDelivery.objects.filter(pk=webhook.deliveries.earliest("pk").pk, sent_at=None, next_at__isnull=False).update(
            next_at=timezone.now() + timedelta(hours=1)
        )
        deliver()
        clock.shift(timedelta(hours=25))
    webhook.refresh_from_db()
    refused = webhook.deliveries.earliest("pk")
    assert (webhook.disabled_at, refused.sent_at, refused.next_at) == (None, None, None)
    receiver.got.clear()
    store.publish(one, store.text(one))
    assert deliver() == 1
    assert cards_told(receiver) == ["card:one"]


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_nothing_twice_and_keep_the_order(receiver, store, webhook_at):
    webhook_at(receiver)
    cards = [store.card(name) for name in ("one", "two", "three")]
    for _ in range(3):
        for card in cards:
            withdraw(card, by=store.people.olivia, start=timezone.now() + timedelta(days=1))

    def work(_number):
        try:
            while WebhookDelivery.objects.filter(sent_at=None).exists():
                deliver()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as four:
        list(four.map(work, range(4)))
    assert len(set(ids(receiver))) == len(receiver.got) == 12
    for name in ("card:one", "card:two", "card:three"):
        numbers = [message["data"]["revision"] for message in told(receiver) if message["data"]["changes"][0]["thing"] == name]
        assert numbers == sorted(numbers)
        assert len(numbers) == 4


def test_workers_side_by_side_send_nothing_twice_and_keep_the_order(receiver, store, webhook_at):
    webhook_at(receiver)
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
    assert len(set(ids(receiver))) == len(receiver.got) == 8
    changes = [change for message in told(receiver) for change in message["data"]["changes"]]
    for name in ("card:one", "card:two"):
        numbers = [change["revision"] for change in changes if change["thing"] == name]
        assert numbers == sorted(numbers)


def test_a_channel_that_is_off_is_told_nothing(receiver, store, webhook_at):
    webhook = webhook_at(receiver)
    Channel.objects.filter(pk=webhook.channel_id).update(disabled_at=timezone.now())
    store.card()
    assert deliver() == 0


def test_a_lost_nudge_and_a_broken_queue_lose_nothing(receiver, store, webhook_at, monkeypatch):
    webhook_at(receiver)

    def broken(*_args, **_options):
        raise OSError("no space left")

    monkeypatch.setattr("policies.tasks.send_webhooks.apply_async", broken)
    store.card()
    send_webhooks()
    assert cards_told(receiver) == ["card:contact-us"]
