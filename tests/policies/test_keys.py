"""Keys: hashed, noted when they are used, ended at an instant, refused from the next request on."""

import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from django.core.serializers import serialize
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policies.channels import create_channel, disable_channel, set_channel
from policies.content.problems import ContentError
from policies.errors import Conflict, Refused
from policies.keys import create_key, key_for, revoke_key, rotate_key
from policies.models import Channel, ChannelKey, Event
from policies.people.departures import deactivate

URL = "/api/v1/answers/cancel-order?order_stage=packed"
NOON = "2026-11-21T12:00:00Z"


@pytest.fixture
def card(store):
    return store.cancel_order()


def bearer(secret):
    return Client(headers={"Authorization": f"Bearer {secret}"})


def writes(queries):
    return [query["sql"] for query in queries if not query["sql"].lstrip().startswith("SELECT")]


@pytest.mark.django_db(transaction=True)
def test_reading_takes_no_more_queries_for_all_that_a_channel_can_be_set(card, people):
    """The key with its channel and person, the revision of the moment and the one of now; all else is in memory by then."""
    secret = create_channel("chatbot", audience="public")
    client = bearer(secret)
    for given in ({}, {"languages": ["en", "ru"], "requests_per_minute": 500, "allowed_origins": ["https://shop.example"]}):
        set_channel(Channel.objects.get(slug="chatbot"), by=people.ada, **given)
        client.get(URL)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(URL, headers={"Origin": "https://shop.example"}).status_code == 200
        assert len(queries) == 3, [query["sql"] for query in queries]


@pytest.mark.django_db(transaction=True)
def test_a_use_is_written_once_a_minute_and_after_the_answer_has_left(card):
    client = bearer(create_channel("chatbot", audience="public"))
    with time_machine.travel(NOON, tick=False) as clock:
        for seconds, expected in ((0, 1), (59, 0), (1, 1), (30, 0)):
            clock.shift(timedelta(seconds=seconds))
            with CaptureQueriesContext(connection) as queries:
                client.get(URL)
            assert len(writes(queries)) == expected
            assert not writes(queries[:-1] if expected else queries)
        assert ChannelKey.objects.get().last_used_at == timezone.now() - timedelta(seconds=30)
        clock.shift(timedelta(hours=-3))
        client.get(URL)
        assert ChannelKey.objects.get().last_used_at == timezone.now()


@pytest.mark.django_db
def test_a_key_nobody_used_says_so_and_a_refused_one_leaves_no_trace(people):
    secret = create_channel("chatbot", audience="public")
    revoke_key(ChannelKey.objects.get())
    assert bearer(secret).get(URL).status_code == 401
    assert ChannelKey.objects.get().last_used_at is None


@pytest.mark.django_db(transaction=True)
def test_the_next_request_after_revoking_is_refused_wherever_it_arrives(card):
    """Every process asks the database, so whatever is warm stays of no use. The other one here only revokes."""
    secret = create_channel("chatbot", audience="public")
    client = bearer(secret)
    assert [client.get(URL).status_code for _ in range(3)] == [200] * 3
    place = connection.settings_dict
    if connection.vendor == "sqlite":
        revoke = f"import sqlite3; c = sqlite3.connect({str(place['NAME'])!r}); c.execute(SQL); c.commit()"
    else:
        known = {"host": place["HOST"], "port": place["PORT"], "user": place["USER"], "dbname": place["NAME"]}
        revoke = f"import psycopg; c = psycopg.connect(**{known!r}); c.execute(SQL); c.commit()"
    sql = "UPDATE policies_channelkey SET revoked_at = '2026-11-21 12:00:00+00:00'"
    subprocess.run([sys.executable, "-c", revoke.replace("SQL", repr(sql))], check=True, timeout=60)
    assert client.get(URL).status_code == 401
    assert client.get(URL, headers={"If-None-Match": "*"}).status_code == 401


@pytest.mark.django_db
def test_both_keys_work_for_the_overlap_and_the_old_one_ends_at_its_instant(people):
    with time_machine.travel(NOON, tick=False) as clock:
        old = create_key(
            Channel.objects.get(slug="faq"), ["answers", "manage"], by=people.max, person=people.max, note="Nightly"
        )
        new = rotate_key(old.key, by=people.max, overlap=timedelta(hours=24))
        assert (new.key.scopes, new.key.person, new.key.note, new.key.made_by) == (
            old.key.scopes,
            people.max,
            "Nightly",
            people.max,
        )
        clock.shift(timedelta(hours=24, microseconds=-1))
        assert key_for(old.secret) == old.key
        clock.shift(timedelta(microseconds=1))
        assert (key_for(old.secret), key_for(new.secret)) == (None, new.key)
    event = Event.objects.get(action="rotate_key")
    assert (event.by, event.before["key"], event.after["key"]) == (people.max, old.key.hint, new.key.hint)
    assert event.details["replaced"]["until"] == "2026-11-22T12:00:00+00:00"


@pytest.mark.django_db
def test_a_key_is_replaced_once_and_not_after_its_end(people):
    old = create_key(Channel.objects.get(slug="faq"), ["answers"])
    new = rotate_key(old.key)
    revoked = create_key(Channel.objects.get(slug="faq"), ["answers"])
    revoke_key(revoked.key)
    with pytest.raises(Conflict, match="replaced already"):
        rotate_key(old.key)
    with pytest.raises(Conflict, match="ended"):
        rotate_key(revoked.key)
    assert ChannelKey.objects.count() == 3
    assert rotate_key(new.key).key.scopes == ["answers"]


@pytest.mark.django_db
@pytest.mark.parametrize("overlap", [timedelta(seconds=-1), timedelta(days=90, seconds=1)])
def test_it_refuses_an_overlap_out_of_range(people, overlap):
    made = create_key(Channel.objects.get(slug="faq"), ["answers"])
    with pytest.raises(ContentError, match="90 days"):
        rotate_key(made.key, overlap=overlap)
    assert ChannelKey.objects.get().successor is None


@pytest.mark.django_db
def test_a_key_stops_with_its_persons_account(people):
    made = create_key(Channel.objects.get(slug="faq"), ["answers", "manage"], person=people.olivia)
    assert key_for(made.secret) == made.key
    deactivate(people.olivia, by=people.ada)
    assert key_for(made.secret) is None


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["ana", "marta", "olivia", "max", "ada"])
def test_who_may_not_does_nothing_to_a_key_that_acts_for_somebody_else(people, name):
    """Max and Ada may run channels, and still not take over what Olivia's key may do; but they may end it."""
    made, by = create_key(Channel.objects.get(slug="faq"), ["manage"], person=people.olivia), getattr(people, name)
    with pytest.raises(Refused):
        create_key(made.key.channel, ["manage"], by=by, person=people.max if name == "ada" else people.ada)
    if name != "olivia":
        with pytest.raises(Refused):
            rotate_key(made.key, by=by)
    if name not in ("max", "ada"):
        with pytest.raises(Refused):
            revoke_key(made.key, by=by)
        assert key_for(made.secret) is not None
    else:
        revoke_key(made.key, by=by)
        assert key_for(made.secret) is None
    assert ChannelKey.objects.count() == 1


@pytest.mark.django_db
def test_no_secret_is_kept_or_said_anywhere_but_to_who_made_it(people):
    old = create_key(Channel.objects.get(slug="faq"), ["answers"], by=people.ada, note="Live")
    new = rotate_key(old.key, by=people.ada)
    kept = serialize("json", [*ChannelKey.objects.all(), *Channel.objects.all(), *Event.objects.all()])
    for made in (old, new):
        assert made.secret not in kept
        assert made.secret.removeprefix("concord_")[6:] not in kept
        assert made.secret not in repr(made)


@pytest.mark.django_db
def test_a_channel_that_is_off_refuses_its_keys_and_says_so(people):
    secret = create_channel("chatbot", audience="public")
    disable_channel(Channel.objects.get(slug="chatbot"), by=people.ada)
    response = bearer(secret).get("/api/v1/languages")
    assert (response.status_code, "switched off" in response.json()["detail"]) == (403, True)
    with pytest.raises(Conflict, match="off already"):
        disable_channel(Channel.objects.get(slug="chatbot"), by=people.ada)


@pytest.mark.django_db
def test_a_channel_has_a_rate_of_its_own(people, settings):
    settings.API_REQUESTS_PER_MINUTE = 100
    secret = create_channel("chatbot", audience="public")
    set_channel(Channel.objects.get(slug="chatbot"), by=people.ada, requests_per_minute=2)
    with time_machine.travel(NOON, tick=False):
        client = bearer(secret)
        assert [client.get("/api/v1/languages").status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "change"),
    [
        (Channel, {"kind": "robot"}),
        (Channel, {"audience": "everyone"}),
        (Channel, {"requests_per_minute": 0}),
        (Channel, {"requests_per_minute": 1_000_001}),
        (ChannelKey, {"ends_at": F("created_at") - timedelta(days=1)}),
        (ChannelKey, {"successor": F("pk"), "ends_at": None}),
    ],
)
def test_the_database_itself_refuses_what_cannot_be(rows, change):
    create_channel("chatbot", audience="public")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.objects.update(**change)
