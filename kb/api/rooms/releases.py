"""`/releases`: several changes that are reviewed together and take effect at one instant."""

from typing import Annotated, Any, Literal

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from pydantic import Field
from rest_framework import serializers

from kb.api.named import Instant
from kb.api.room import Act, Json, Room, Visit
from kb.api.rooms.finding import Deciding, Name, Nothing, find_version
from kb.api.shown import NamedVersion, instant, named
from policies.content.form import Form
from policies.errors import Conflict
from policies.models import Publication, Release, Version
from policies.releases import (
    add_to_release,
    approve_release,
    create_release,
    members_of,
    publish_release,
    recall_release,
    return_release,
    submit_release,
    take_from_release,
)


class MemberShown(NamedVersion):
    state = serializers.CharField()


class ReleaseLine(serializers.Serializer[Release]):
    """`is_live` once it was published and has begun and not ended; `revision` is its publication's number."""

    slug = serializers.CharField()
    title = serializers.CharField()
    note = serializers.CharField()
    state = serializers.CharField()
    is_live = serializers.SerializerMethodField()
    start = instant(allow_null=True)
    until = instant(allow_null=True)
    author = named("author")
    created_at = instant()
    revision = serializers.SerializerMethodField()

    def get_is_live(self, release: Release) -> bool:
        at = self.context["visit"].at.at
        has_begun = release.start is None or release.start <= at
        return release.state == Release.State.PUBLISHED and has_begun and (release.until is None or release.until > at)

    def get_revision(self, release: Release) -> int | None:
        if release.state != Release.State.PUBLISHED:
            return None
        lines = Publication.objects.filter(kind=Publication.Kind.PUBLISH, version__release=release)
        return lines.order_by("number").values_list("number", flat=True).first()


class ReleaseShown(ReleaseLine):
    """With the parts that the person may read; `hidden` are the others, drafts of somebody else."""

    members = serializers.SerializerMethodField()
    hidden = serializers.SerializerMethodField()

    def get_members(self, release: Release) -> list[Json]:
        return [dict(MemberShown(version).data) for version in self._readable(release)]

    def get_hidden(self, release: Release) -> int:
        return len(members_of(release)) - len(self._readable(release))

    def _readable(self, release: Release) -> list[Version]:
        visible = Version.objects.visible_to(self.context["visit"].who).filter(release=release)
        readable = set(visible.values_list("pk", flat=True))
        return [version for version in members_of(release) if version.pk in readable]


class ReleaseFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=Release.State.choices)

    class Meta:
        model = Release
        fields: tuple[str, ...] = ()


class Preparing(Form):
    """Null is as soon as it is published, and for good."""

    slug: Name
    title: Annotated[str, Field(min_length=1)]
    note: str = ""
    start: Instant = None
    until: Instant = None


class Member(Form):
    """A version by what it is of, and its number."""

    kind: Literal["card", "fact", "offer"]
    slug: Name
    number: int


def _add(found: Release, *, by: Any, **named: Any) -> Version:
    return add_to_release(find_version(Visit(by), **named), found, by=by)


def _remove(found: Release, *, by: Any, **named: Any) -> Version:
    version = find_version(Visit(by), **named)
    if version.release_id != found.pk:
        raise Conflict(_("This version is not in the release."))
    return take_from_release(version, by=by)


class Releases(Room):
    """Changes that take effect together."""

    address, key, field = "releases", "<card:slug>", "slug"
    shown, line, filters, ordering = ReleaseShown, ReleaseLine, ReleaseFilter, ("-pk",)
    begin = Act("Prepare a release", Preparing, create_release)
    acts = {
        "add": Act("Make a draft part of it", Member, _add),
        "remove": Act("Take a draft out of it", Member, _remove),
        "submit": Act("Hand in all of it for review", Nothing, submit_release),
        "approve": Act("Approve all of it", Deciding, approve_release),
        "request-changes": Act("Give all of it back, with new drafts", Deciding, return_release),
        "recall": Act("Take all of it back before it is published", Deciding, recall_release),
        "publish": Act("Put all of it in force at its instant, under one revision", Nothing, publish_release),
    }

    def rows(self, visit: Visit, **place: Any) -> QuerySet[Release]:
        return Release.objects.select_related("author")
