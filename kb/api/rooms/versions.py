"""`/cards/{card}/versions` and the same for facts and offers: read, draft, and every verb of the workflow."""

from collections.abc import Mapping
from typing import Any, Literal

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from kb.api.named import AnyRelease, Instant
from kb.api.room import Act, Json, Room, Visit
from kb.api.rooms.finding import PLACE, Deciding, Name, Nothing, Withdrawing, find_subject, find_version, versions_for
from kb.api.shown import instant, named, slug_of
from policies.content.form import Form
from policies.models import Version
from policies.releases import add_to_release, take_from_release
from policies.review.rights import may_restore
from policies.standing import standing_of
from policies.workflow import (
    approve,
    comment,
    publish,
    recall,
    request_changes,
    revert,
    save_draft,
    start_draft,
    submit,
    withdraw,
)
from policies.writing.merging import merge


class ReviewShown(serializers.Serializer[Any]):
    decision = serializers.CharField()
    by = named("by")
    at = instant()
    comment = serializers.CharField()


class VersionLine(serializers.Serializer[Version]):
    """`state` is what people decided, `standing` how it stands now, `is_live` whether channels say it now; `revision` is the
    publication's number.
    """

    kind = serializers.CharField(source="subject.kind")
    slug = serializers.CharField(source="subject.slug")
    number = serializers.IntegerField()
    state = serializers.CharField()
    standing = serializers.SerializerMethodField()
    is_live = serializers.SerializerMethodField()
    revision = serializers.IntegerField(source="published", allow_null=True)
    audience = serializers.CharField()
    significance = serializers.CharField()
    digest = serializers.CharField()
    edits = serializers.IntegerField()
    change_note = serializers.CharField()
    based_on = serializers.IntegerField(source="based_on.number", allow_null=True)
    release = slug_of("release")
    author = named("author")
    created_at = instant()
    saved_at = instant()
    submitted_at = instant(allow_null=True)
    approved_at = instant(allow_null=True)

    def get_standing(self, version: Version) -> str:
        return standing_of(version, self.context["visit"].at)

    def get_is_live(self, version: Version) -> bool:
        return self.get_standing(version) == "live"


class VersionShown(VersionLine):
    """With its content and what reviewers decided."""

    reviews = ReviewShown(many=True, source="reviews.all")
    content = serializers.DictField()


class VersionFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=Version.State.choices)

    class Meta:
        model = Version
        fields: tuple[str, ...] = ()


class Drafting(Form):
    """The text published last unless another is given."""

    content: dict[str, Any] | None = None
    note: str = ""


class Saving(Form):
    content: dict[str, Any]
    significance: Literal["typo", "wording", "meaning"] | None = None


class Publishing(Form):
    """Null is now, and for good."""

    start: Instant = None
    until: Instant = None


class Commenting(Form):
    """`text` is a language tag, or `content` for a fact or an offer; lines count from 1."""

    text: Name
    line: int
    body: str


class Merging(Form):
    """`onto` is the number of a published version; `choices` decides what both changed: mine, theirs, or a text in a list."""

    onto: int
    choices: dict[str, Literal["mine", "theirs"] | tuple[str]] = {}


class Joining(Form):
    release: AnyRelease


def _restore(found: Version, *, by: Any) -> Version:
    may_restore(by, found).require()
    return revert(found.subject, found, by=by)


def _merge(found: Version, *, by: Any, onto: int, choices: Mapping[str, Any]) -> Version:
    subject = found.subject
    return merge(found, find_version(Visit(by), subject.kind, subject.slug, onto), by=by, choices=choices)


class Versions(Room):
    """Versions of a card, fact or offer: what was, is and may come to be said."""

    address, key, field, noun = f"{PLACE}/versions", "<int:number>", "number", "{kind}_version"
    shown, line, filters, ordering = VersionShown, VersionLine, VersionFilter, ("-number",)
    begin = Act("Start a draft of a {kind}", Drafting, start_draft)
    save = Act(
        "Save a draft of a {kind}",
        Saving,
        lambda found, **given: save_draft(found, given.pop("content"), seen=found.edits, **given),
    )
    acts = {
        "submit": Act("Hand a draft in for review", Nothing, submit),
        "approve": Act("Approve it", Deciding, approve),
        "request-changes": Act("Give it back to its author, with a new draft", Deciding, request_changes, begins_anew=True),
        "recall": Act("Take back what was handed in; the same text goes on as a draft", Deciding, recall, begins_anew=True),
        "comment": Act("Say something about a line", Commenting, comment),
        "publish": Act("Put it in force, now or from an instant", Publishing, publish),
        "withdraw": Act(
            "End this version", Withdrawing, lambda found, **given: withdraw(found.subject, version=found, **given)
        ),
        "restore": Act("Begin a draft with the text of an older version", Nothing, _restore, begins_anew=True),
        "merge": Act("Bring its changes into a published version, as a new draft", Merging, _merge, begins_anew=True),
        "join-release": Act(
            "Make a draft part of a release", Joining, lambda found, release, by: add_to_release(found, release, by=by)
        ),
        "leave-release": Act("Take a draft out of its release", Nothing, take_from_release),
    }

    def rows(self, visit: Visit, **place: Any) -> QuerySet[Version]:
        return versions_for(visit.who, place["kind"], find_subject(visit, **place).slug)

    def find(self, visit: Visit, **place: Any) -> Version:
        return find_version(visit, **place)

    def under(self, visit: Visit, **place: Any) -> tuple[Any, ...]:
        return (find_subject(visit, **place),)

    def after(self, visit: Visit, done: Any, **place: Any) -> tuple[Json | None, int]:
        """The version as it is afterwards; or, with 201, the new draft that the verb has begun."""
        if isinstance(done, Version) and done.number != place["number"]:
            return self.show(visit, self.find(visit, **{**place, "number": done.number})), 201
        return super().after(visit, done, **place)
