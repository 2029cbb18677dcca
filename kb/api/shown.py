"""Fields that many things are shown with."""

from typing import Any

from rest_framework import serializers

from policies.content.diff import Span
from policies.models import Subject
from policies.trust.due import Standing


def named(source: str) -> serializers.CharField:
    """The name for logging in of the person there; null for nobody."""
    return serializers.CharField(source=f"{source}.username", allow_null=True, read_only=True)


def instant(**given: Any) -> serializers.DateTimeField:
    """As it is: the renderer writes it in UTC with `Z`."""
    return serializers.DateTimeField(format=None, **given)


def slug_of(source: str) -> serializers.CharField:
    return serializers.CharField(source=f"{source}.slug", allow_null=True, read_only=True)


class SpanShown(serializers.Serializer[Span]):
    """A piece of a text that is `same`, `added` or `removed`."""

    kind = serializers.CharField()
    text = serializers.CharField()


class ThingShown(serializers.Serializer[Subject]):
    """A card, fact or offer that something else is about."""

    kind = serializers.CharField()
    slug = serializers.CharField()


class NamedVersion(serializers.Serializer[Any]):
    """A version that something else is about."""

    kind = serializers.CharField(source="subject.kind")
    slug = serializers.CharField(source="subject.slug")
    number = serializers.IntegerField()


class TrustShown(serializers.Serializer[Standing]):
    """A card in force, and how far it can be trusted now. `reason` says why it is due: interval, date, doubt, fact or offer."""

    card = serializers.CharField(source="subject.slug")
    version = serializers.IntegerField(source="version.number")
    topic = serializers.CharField(source="subject.topic.slug")
    owner = serializers.CharField(source="subject.owner.username")
    risk = serializers.CharField()
    state = serializers.CharField()
    verified_at = instant(source="basis.verified_at")
    due_at = instant(source="basis.due_at")
    expires_at = instant(source="basis.expires_at")
    reason = serializers.CharField(source="basis.reason")
    about = serializers.CharField(source="basis.about")
