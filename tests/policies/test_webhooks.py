"""Webhooks: what they say, to whom, signed with which secret, and what begins and ends by itself."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from policies.models import Event, Webhook, WebhookAttempt, WebhookDelivery
from policies.publishing import current_revision
from policies.tasks import send_webhooks
from policies.webhooks.delivering import deliver
from policies.webhooks.keeping import replay_one, replay_since, rotate_secret, switch_webhook, try_webhook
from policies.webhooks.signing import secret_of
from policies.webhooks.tidying import forget_old_deliveries
from tests.receiver import cards_told, ids, listening, told

pytestmark = pytest.mark.django_db


def test_it_says_what_took_effect_as_changes_does(receiver, store, webhook_at, channel):
    store.card("before")
    after = current_revision()
    webhook_at(receiver)
    store.card("contact-us")
    assert (deliver(), deliver()) == (1, 0)
    (message,) = told(receiver)
    assert message["type"] == "changes.recorded"
    assert message["data"]["channel"] == "public-hooked"
    assert message["data"]["revision"] == current_revision()
    (shown,) = channel("public").get("/api/v1/changes", {"after": after}).json()["results"]
    (said,) = message["data"]["changes"]
    assert {**said, "effective_from": 0, "recorded_at": 0} == {**shown, "effective_from": 0, "recorded_at": 0}


def test_a_public_channel_is_told_nothing_of_what_is_internal(receiver, store, webhook_at):
    webhook_at(receiver)
    store.card("secret-plan", audience="internal")
    store.fact("secret.days", 3)
    assert deliver() == 0
    with listening() as inner:
        webhook_at(inner, "internal")
        store.card("secret-two", audience="internal")
        assert deliver() == 1
        assert cards_told(inner) == ["card:secret-two"]
    assert receiver.got == []


def test_it_says_only_what_is_wanted(receiver, store, webhook_at):
    webhook_at(receiver, kinds=["withdraw"])
    card = store.card()
    store.withdraw(card)
    assert deliver() == 1
    assert told(receiver)[0]["data"]["changes"][0]["kind"] == "withdraw"


def test_what_is_rolled_back_is_told_to_nobody(receiver, store, webhook_at):
    webhook_at(receiver)
    version = store.approved(store.card("contact-us"), None)
    deliver()
    with transaction.atomic():
        store.publish(version.subject, {**version.content})
        assert WebhookDelivery.objects.filter(sent_at=None).count() == 1
        transaction.set_rollback(True)
    assert deliver() == 0


def test_an_independent_verifier_takes_the_signature(receiver, store, webhook_at):
    webhook = webhook_at(receiver)
    store.card()
    deliver()
    _path, headers, body = receiver.got[0]
    assert Verifier(secret_of(webhook)).verify(body, headers)["type"] == "changes.recorded"
    with pytest.raises(WebhookVerificationError):
        Verifier(secret_of(webhook)).verify(body.replace(b"contact", b"kontact"), headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(secret_of(webhook_at(receiver))).verify(body, headers)


def test_while_a_secret_is_changed_both_are_good_and_then_the_new_one(receiver, store, webhook_at, people, clock):
    webhook = webhook_at(receiver)
    old = secret_of(webhook)
    new = secret_of(rotate_secret(webhook, by=people.max, hours=24))
    assert old != new
    store.card("one")
    deliver()
    for secret in (old, new):
        Verifier(secret).verify(receiver.got[-1][2], receiver.got[-1][1])
    clock.shift(timedelta(hours=25))
    store.card("two")
    deliver()
    Verifier(new).verify(receiver.got[-1][2], receiver.got[-1][1])
    with pytest.raises(WebhookVerificationError):
        Verifier(old).verify(receiver.got[-1][2], receiver.got[-1][1])


def test_a_new_key_of_the_store_leaves_receivers_their_secret(receiver, store, webhook_at, settings):
    secret = secret_of(webhook_at(receiver))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-of-fifty-letters-or-more", [settings.SECRET_KEY]
    store.card()
    deliver()
    assert Verifier(secret).verify(receiver.got[0][2], receiver.got[0][1])


def test_no_secret_stands_in_the_database(receiver, webhook_at):
    webhook = webhook_at(receiver)
    said = str([*Webhook.objects.values(), *Event.objects.values()])
    assert secret_of(webhook).removeprefix("whsec_") not in said
    assert "/hook" not in str(list(Event.objects.values()))


def test_what_begins_and_ends_by_itself_is_told_at_its_instant_once(receiver, store, webhook_at, clock):
    webhook_at(receiver)
    card, start = store.card(), timezone.now() + timedelta(days=3)
    send_webhooks()
    store.publish(card, store.text(card), start=start, until=start + timedelta(days=2))
    send_webhooks()
    receiver.got.clear()
    clock.move_to(start - timedelta(seconds=1))
    send_webhooks()
    assert receiver.got == []
    for _ in range(3):
        clock.shift(timedelta(seconds=1))
        send_webhooks()
    assert [(message["type"], message["timestamp"]) for message in told(receiver)] == [("changes.began", start.isoformat())]
    clock.shift(timedelta(days=30))  # The beat was away for long.
    send_webhooks()
    assert [message["type"] for message in told(receiver)] == ["changes.began", "changes.ended"]
    assert cards_told(receiver) == ["card:contact-us"] * 2


def test_what_was_withdrawn_before_it_began_does_not_begin(receiver, store, webhook_at, clock):
    webhook_at(receiver)
    card, start = store.card(), timezone.now() + timedelta(days=3)
    store.publish(card, store.text(card), start=start)
    store.withdraw(card)
    send_webhooks()
    receiver.got.clear()
    clock.move_to(start + timedelta(seconds=5))
    send_webhooks()
    assert receiver.got == []


def test_what_began_before_it_was_made_is_not_told(receiver, store, webhook_at, clock):
    card, start = store.card(), timezone.now() + timedelta(minutes=1)
    store.publish(card, store.text(card), start=start)
    clock.move_to(start + timedelta(seconds=30))
    webhook_at(receiver)
    send_webhooks()
    assert receiver.got == []


def test_one_or_all_since_a_time_are_sent_again(receiver, store, webhook_at, people, clock):
    webhook = webhook_at(receiver)
    store.card("one")
    deliver()
    clock.shift(timedelta(hours=1))
    since = timezone.now()
    store.card("two")
    store.card("three")
    deliver()
    first = ids(receiver)[0]
    assert replay_one(webhook.deliveries.get(message=first), by=people.max) == 1
    assert deliver() == 1
    assert ids(receiver)[-1] == first
    assert replay_since(webhook, since, by=people.max) == 2
    deliver()
    assert cards_told(receiver)[-2:] == ["card:two", "card:three"]
    assert Event.objects.filter(action="replay_webhook").count() == 2


def test_a_test_is_sent_once_and_signed_also_where_it_is_off(receiver, webhook_at, people):
    webhook = switch_webhook(webhook_at(receiver), is_on=False, by=people.max)
    tried = try_webhook(webhook, by=people.max)
    assert (tried.status, tried.error) == (200, "")
    assert Verifier(secret_of(webhook)).verify(receiver.got[0][2], receiver.got[0][1])["type"] == "webhook.test"
    receiver.says = (410, {}, b"")
    switch_webhook(webhook, is_on=True, by=people.max)
    assert try_webhook(webhook, by=people.max).error == "HTTP 410"
    deliver()
    assert len(receiver.got) == 2


def test_the_log_is_kept_for_a_month(receiver, store, webhook_at, clock):
    webhook_at(receiver)
    store.card()
    deliver()
    clock.shift(timedelta(days=29))
    assert forget_old_deliveries() == 0
    clock.shift(timedelta(days=2))
    assert forget_old_deliveries() == 1
    assert not WebhookAttempt.objects.exists()
