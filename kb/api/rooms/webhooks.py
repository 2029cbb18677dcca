"""`/webhooks`: systems that are told what takes effect, their secrets, and what became of what they were told."""

from typing import Annotated, Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from pydantic import Field
from rest_framework import serializers

from kb.api.named import Instant
from kb.api.room import Act, Json, Room, Visit, first_or_404
from kb.api.rooms.finding import Name, Nothing
from kb.api.shown import instant, named
from policies.content.form import Form
from policies.content.problems import ContentError
from policies.models import Channel, Webhook, WebhookAttempt, WebhookDelivery
from policies.people.oversight import may_run_channels
from policies.webhooks.keeping import (
    begin_trial,
    change_webhook,
    create_webhook,
    replay_one,
    replay_since,
    rotate_secret,
    switch_webhook,
)
from policies.webhooks.log import deliveries_of, webhooks_of
from policies.webhooks.signing import secret_of

ONE = "webhooks/<int:number>"
Kinds = Annotated[tuple[str, ...], Field(max_length=20)]


class WebhookShown(serializers.Serializer[Webhook]):
    """Without `kinds` it is told of everything. `state` is `on`, `failing` since what was sent last did not arrive, or `off`.

    `generation` counts its secrets; the one before the last is good until `overlap_until`.
    """

    number = serializers.IntegerField(source="pk")
    channel = serializers.CharField(source="channel.slug")
    url = serializers.CharField()
    kinds = serializers.ListField(child=serializers.CharField())
    description = serializers.CharField()
    state = serializers.CharField()
    failing_since = instant(allow_null=True)
    disabled_at = instant(allow_null=True)
    disabled_reason = serializers.CharField()
    generation = serializers.IntegerField()
    overlap_until = instant(allow_null=True)
    created_by = named("created_by")
    created_at = instant()


class WebhookMadeShown(WebhookShown):
    """With the secret, which is shown only here; null when the same request comes again."""

    secret = serializers.CharField(source="name", allow_null=True)


class SecretShown(serializers.Serializer[Webhook]):
    number = serializers.IntegerField(source="pk")
    generation = serializers.IntegerField()
    overlap_until = instant(allow_null=True)


class SecretMadeShown(SecretShown):
    """With the secret, which is shown only here; null when the same request comes again."""

    secret = serializers.CharField(source="name", allow_null=True)


class AttemptShown(serializers.Serializer[WebhookAttempt]):
    """One try: the status and the first bytes of the answer, or in `error` why it did not arrive."""

    at = instant()
    milliseconds = serializers.IntegerField()
    status = serializers.IntegerField(allow_null=True)
    answer = serializers.CharField()
    error = serializers.CharField()


class DeliveryShown(serializers.Serializer[WebhookDelivery]):
    """A message as it was sent, with every try, the last one first. `id` is its `webhook-id`.

    `state` is `arrived`, `waiting` or `given_up`.
    """

    id = serializers.CharField(source="message")
    payload = serializers.DictField()
    state = serializers.CharField()
    created_at = instant()
    sent_at = instant(allow_null=True)
    next_at = instant(allow_null=True)
    tries = AttemptShown(many=True)


class Making(Form):
    channel: Name
    url: Annotated[str, Field(max_length=500)]
    kinds: Kinds = ()
    description: Annotated[str, Field(max_length=200)] = ""


class Changing(Form):
    url: Annotated[str, Field(max_length=500)]
    kinds: Kinds = ()
    description: Annotated[str, Field(max_length=200)] = ""


class Rotating(Form):
    """For how many hours the secret before stays good; 0 if it became known."""

    hours: Annotated[int, Field(strict=True)] = 24


class Since(Form):
    since: Instant


class WebhookFilter(django_filters.FilterSet):
    channel = django_filters.CharFilter(field_name="channel__slug")

    class Meta:
        model = Webhook
        fields: tuple[str, ...] = ()


def _make(*, by: Any, channel: str, **given: Any) -> Webhook:
    found = Channel.objects.filter(slug=channel).first()
    if found is None:
        raise ContentError.one("channel", "unknown", _("There is no channel of this name."))
    return create_webhook(found, by=by, **given)


def _find(visit: Visit, number: int) -> Webhook:
    may_run_channels(visit.who).require()
    found: Webhook = first_or_404(webhooks_of().filter(pk=number))
    return found


class Webhooks(Room):
    """Systems that are told what takes effect."""

    address, key, shown, begins_as, filters = "webhooks", "<int:number>", WebhookShown, WebhookMadeShown, WebhookFilter
    shown_once = untagged = ("secret",)
    begin = Act("Make a webhook; its secret is shown once", Making, _make)
    save = Act("Change where it listens and what it is told", Changing, change_webhook)
    acts = {
        "enable": Act("Go on where it was", Nothing, lambda found, by: switch_webhook(found, is_on=True, by=by)),
        "disable": Act("Send nothing there any more", Nothing, lambda found, by: switch_webhook(found, is_on=False, by=by)),
        "replay": Act("Send again everything since an instant", Since, replay_since, needs_match=False),
    }

    def rows(self, visit: Visit, **place: Any) -> QuerySet[Webhook]:
        may_run_channels(visit.who).require()
        return webhooks_of()

    def begun(self, visit: Visit, made: Webhook, **place: Any) -> Json:
        return {**super().begun(visit, made, **place), "secret": secret_of(made)}


class WebhookSecrets(Room):
    """Secrets of a webhook."""

    address, shown, begins_as = f"{ONE}/secrets", SecretShown, SecretMadeShown
    shown_once = untagged = ("secret",)
    begin = Act("Give a webhook a new secret, which is shown once", Rotating, rotate_secret)

    def under(self, visit: Visit, **place: Any) -> tuple[Webhook]:
        return (_find(visit, **place),)

    def begun(self, visit: Visit, made: Webhook, **place: Any) -> Json:
        return {**super().begun(visit, made, **place), "secret": secret_of(made)}


class WebhookTests(Room):
    """Trying a webhook."""

    address, shown = f"{ONE}/tests", DeliveryShown
    begin = Act("Send a message that is about nothing, once", Nothing, begin_trial)

    def under(self, visit: Visit, **place: Any) -> tuple[Webhook]:
        return (_find(visit, **place),)


class WebhookDeliveries(Room):
    """What a webhook was told, the newest first, and what became of it."""

    address, key, field, shown, ordering = f"{ONE}/deliveries", "<str:message>", "message", DeliveryShown, ("-pk",)
    noun = "webhook_delivery"
    acts = {"replay": Act("Send one message again", Nothing, replay_one, needs_match=False)}

    def rows(self, visit: Visit, **place: Any) -> QuerySet[WebhookDelivery]:
        return deliveries_of(_find(visit, **place))
