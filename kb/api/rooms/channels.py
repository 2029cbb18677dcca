"""`/channels` and their keys: what the page of channels can do, for who runs them."""

from typing import Annotated, Any, Literal

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from pydantic import Field
from rest_framework import serializers

from kb.api.named import Instant, Person
from kb.api.room import Act, Json, Room, Visit, first_or_404
from kb.api.rooms.finding import Name, Nothing
from kb.api.shown import instant, named
from policies.channel_settings import ChannelSettings
from policies.channels import disable_channel, enable_channel, open_channel, set_channel, set_ladder
from policies.content.form import Form
from policies.keys import NewKey, create_key, read_overlap, revoke_key, rotate_key, standing_of_key
from policies.models import Channel, ChannelKey
from policies.people.oversight import may_run_channels
from policies.trust.ladder import with_usual


class ChannelShown(serializers.Serializer[Channel]):
    """`languages` none: all; `requests_per_minute` of each key, null for what is usual; `allowed_origins` are the web pages
    whose scripts may call with its keys; `ladder` says what it does with answers that are late.
    """

    slug = serializers.CharField()
    audience = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())
    requests_per_minute = serializers.IntegerField(allow_null=True)
    allowed_origins = serializers.ListField(child=serializers.CharField())
    ladder = serializers.SerializerMethodField()
    is_on = serializers.SerializerMethodField()
    created_at = instant()
    disabled_at = instant(allow_null=True)

    def get_ladder(self, channel: Channel) -> dict[str, dict[str, str]]:
        return with_usual(channel.ladder, channel.audience)

    def get_is_on(self, channel: Channel) -> bool:
        return channel.disabled_at is None


class ChannelFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=Channel.Kind.choices)
    audience = django_filters.ChoiceFilter(choices=Channel.Audience.choices)

    class Meta:
        model = Channel
        fields: tuple[str, ...] = ()


class Opening(ChannelSettings):
    """Its audience is for ever."""

    slug: Name
    audience: Literal["public", "internal"]


class Steps(Form):
    """For answers that are `due` and `expired`, by risk: serve, notice or escalate. What is not named is as usual."""

    ladder: dict[str, Any]


class Channels(Room):
    """Channels: the ways by which answers leave."""

    address, key, field = "channels", "<card:channel>", "slug"
    shown, filters, ordering = ChannelShown, ChannelFilter, ("slug",)
    begin = Act("Open a channel, as yet without a key", Opening, open_channel)
    save = Act("Change what is sent of its settings", ChannelSettings, set_channel, partial=True)
    acts = {
        "set-ladder": Act(
            "Say what it does with answers that are late", Steps, lambda found, by, ladder: set_ladder(found, ladder, by=by)
        ),
        "disable": Act("Switch it off: with the next request all its keys are refused", Nothing, disable_channel),
        "enable": Act("Switch it on again", Nothing, enable_channel),
    }

    def rows(self, visit: Visit, **place: Any) -> QuerySet[Channel]:
        return Channel.objects.all()


class KeyShown(serializers.Serializer[ChannelKey]):
    """`secret` is in the answer that made the key, and never again; `hint` is how it begins. `state`: valid, ending (there
    is a `successor`; good until `ends_at`), ended or revoked. `last_used_at` is to the minute.
    """

    number = serializers.IntegerField(source="pk")
    channel = serializers.CharField(source="channel.slug")
    hint = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField()
    person = named("person")
    made_by = named("made_by")
    state = serializers.SerializerMethodField()
    successor = serializers.IntegerField(source="successor_id", allow_null=True)
    created_at = instant()
    ends_at = instant(allow_null=True)
    revoked_at = instant(allow_null=True)
    last_used_at = instant(allow_null=True)
    secret = serializers.SerializerMethodField()

    def get_state(self, key: ChannelKey) -> str:
        return standing_of_key(key, timezone.now())

    def get_secret(self, key: ChannelKey) -> str | None:
        return None


class Making(Form):
    """A key that may manage acts for `person`, for the caller when nobody is named. Without `ends_at` it is for good."""

    scopes: tuple[Literal["answers", "feedback", "manage"], ...] = ("answers",)
    person: Person = None
    note: Annotated[str, Field(max_length=200)] = ""
    ends_at: Instant = None


class Rotating(Form):
    """How long both keys work: minutes, hours or days, such as 24h; 0h ends the old one at once."""

    overlap: Name = "24h"


def _make(channel: Channel, *, by: Any, scopes: tuple[str, ...], person: Any, **given: Any) -> NewKey:
    acts_for = person or (by if "manage" in scopes else None)
    return create_key(channel, scopes, by=by, person=acts_for, **given)


class Keys(Room):
    """Keys of a channel."""

    address, key, noun = "channels/<card:channel>/keys", "<int:number>", "channel_key"
    shown, ordering = KeyShown, ("-pk",)
    shown_once, untagged = ("secret",), ("secret", "last_used_at")
    begin = Act("Make a key; the answer has its secret, this once", Making, _make, is_sensitive=True)
    acts = {
        "rotate": Act(
            "Make another like it, which is the answer; this one ends after the overlap",
            Rotating,
            lambda found, by, overlap: rotate_key(found, by=by, overlap=read_overlap(overlap)),
            begins_anew=True,
            is_sensitive=True,
        ),
        "revoke": Act("End it at once", Nothing, revoke_key),
    }

    def rows(self, visit: Visit, **place: Any) -> QuerySet[ChannelKey]:
        may_run_channels(visit.who).require()
        return _channel(place["channel"]).keys.select_related("channel", "person", "made_by")

    def under(self, visit: Visit, **place: Any) -> tuple[Any, ...]:
        may_run_channels(visit.who).require()
        return (_channel(place["channel"]),)

    def begun(self, visit: Visit, made: Any, **place: Any) -> Json:
        return self.show(visit, made.key) | {"secret": made.secret}

    def after(self, visit: Visit, done: Any, **place: Any) -> tuple[Json | None, int]:
        """The key as it is afterwards; or, with 201, the one that replaces it."""
        if isinstance(done, NewKey):
            return self.begun(visit, done), 201
        return super().after(visit, done, **place)


def _channel(slug: str) -> Channel:
    found: Channel = first_or_404(Channel.objects.filter(slug=slug))
    return found
