"""Channels and their keys: made once, never stored, dead when revoked."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.serializers import serialize

from policies.channels import create_channel
from policies.content.problems import ContentError
from policies.keys import create_key, key_for, revoke_key
from policies.models import Channel, ChannelKey, Event


def test_it_makes_a_key_that_speaks_for_its_channel(db):
    secret = create_channel("chatbot", audience="public")
    key = key_for(secret)
    assert (key.channel.slug, key.channel.audience, key.scopes) == ("chatbot", "public", ["answers"])
    assert not key.channel.is_internal


def test_it_keeps_only_the_hash(db):
    secret = create_channel("chatbot", audience="public")
    kept = serialize("json", [*ChannelKey.objects.all(), *Channel.objects.all(), *Event.objects.all()])
    assert secret not in kept
    assert secret.removeprefix("concord_")[6:] not in kept


def test_it_makes_another_key_for_a_channel_that_exists(db):
    first, second = (
        create_channel("chatbot", audience="public"),
        create_channel("chatbot", audience="public", scopes=("manage",)),
    )
    assert first != second
    assert [key_for(secret).scopes for secret in (first, second)] == [["answers"], ["manage"]]
    assert Channel.objects.filter(slug="chatbot").count() == 1


def test_it_knows_no_key_once_it_is_revoked(db):
    first, second = create_channel("chatbot", audience="public"), create_channel("chatbot", audience="public")
    key = key_for(first)
    revoke_key(key)
    revoke_key(key)
    assert key_for(first) is None
    assert key_for(second) is not None
    assert Event.objects.filter(action="revoke_key").count() == 1


@pytest.mark.parametrize("secret", ["", "concord_", "concord_x", "\x00", "ключ", "\ud800", "x" * 100_000])
def test_it_knows_no_key_that_was_not_made(db, secret):
    create_channel("chatbot", audience="public")
    assert key_for(secret) is None


@pytest.mark.parametrize(
    ("slug", "audience", "scopes", "field"),
    [
        ("chatbot", "everyone", ("answers",), "audience"),
        ("faq", "internal", ("answers",), "audience"),
        ("chatbot", "public", ("root",), "scopes"),
        ("chatbot", "public", (), "scopes"),
        ("Chat Bot", "public", ("answers",), "slug"),
        ("x" * 81, "public", ("answers",), "slug"),
        ("a\x00b", "public", ("answers",), "slug"),
    ],
)
def test_it_names_what_is_wrong_and_makes_nothing(db, slug, audience, scopes, field):
    before = Channel.objects.count(), ChannelKey.objects.count()
    with pytest.raises(ContentError) as caught:
        create_channel(slug, audience=audience, scopes=scopes)
    assert [problem.field for problem in caught.value.problems] == [field]
    assert before == (Channel.objects.count(), ChannelKey.objects.count())


def test_keys_from_before_say_who_made_them_and_the_sites_channels_what_they_are(people):
    """Written by 0013 from the events of that time."""
    made = create_key(Channel.objects.get(slug="faq"), ["answers"], by=people.ada).key
    nobody = create_key(Channel.objects.get(slug="chat"), ["answers"]).key
    ChannelKey.objects.update(made_by=None)
    Channel.objects.update(kind="other")
    import_module("policies.migrations.0013_kinds_of_channels").fill(apps, None)
    made.refresh_from_db()
    nobody.refresh_from_db()
    assert (made.made_by, nobody.made_by) == (people.ada, None)
    kinds = dict(Channel.objects.exclude(slug="panel").values_list("slug", "kind"))  # The panel is younger.
    assert kinds == {"agents": "desk", "faq": "faq", "chat": "chatbot"}


def test_it_gives_every_key_the_same_length_and_none_twice(db):
    channel = Channel.objects.get(slug="faq")
    secrets = {create_key(channel, ["answers"]).secret for _ in range(20)}
    assert len(secrets) == 20
    assert all(len(secret) >= 43 and secret.startswith("concord_") for secret in secrets)
