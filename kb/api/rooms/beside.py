"""What a version is read with: comments on its lines, what is worth a look, how it differs, what a merge leaves to decide."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, cast

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from kb.api.room import Json, Room, Visit, first_or_404
from kb.api.rooms.finding import OF_VERSION, PLACE, find_subject, find_version, versions_for
from kb.api.shown import NamedVersion, instant, named
from policies.content.problems import ContentError
from policies.models import Comment, Version
from policies.review.comparing import comparison_of
from policies.review.rights import may_merge
from policies.views.asked import language_of_interface
from policies.writing.findings import findings_of
from policies.writing.merging import merged_with, missing_in
from policies.writing.readiness import problems_before_review
from policies.writing.touched import touched_by


class CommentShown(serializers.Serializer[Comment]):
    """What somebody said about a line; `quote` is the line as it was then. It is kept for good."""

    number = serializers.IntegerField(source="pk")
    text = serializers.CharField()
    line = serializers.IntegerField()
    quote = serializers.CharField()
    body = serializers.CharField()
    by = named("by")
    at = instant()


class Comments(Room):
    """Comments on lines of a version."""

    address, shown = f"{OF_VERSION}/comments", CommentShown
    noun = "{kind}_comment"

    def rows(self, visit: Visit, **place: Any) -> QuerySet[Comment]:
        return Comment.objects.filter(version=find_version(visit, **place)).select_related("by")


class ProblemShown(serializers.Serializer[Any]):
    field = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class MissingShown(serializers.Serializer[Any]):
    """A published version whose text is not in this one; `start` when that one takes effect, null if it holds already."""

    number = serializers.IntegerField(source="version.number")
    start = instant(allow_null=True)


class TouchedShown(serializers.Serializer[Any]):
    version = NamedVersion(source="use.version")
    standing = serializers.CharField(source="use.standing")
    problems = ProblemShown(many=True)


class FindingsShown(serializers.Serializer[Any]):
    """`to_mend` must be mended before a draft is handed in; `worth_a_look` may be meant; `missing` was published since;
    `touched` uses this fact or offer.
    """

    to_mend = ProblemShown(many=True)
    worth_a_look = serializers.DictField()
    missing = MissingShown(many=True)
    touched = TouchedShown(many=True)


class Findings(Room):
    """What the desk says of a version before it is handed in or approved."""

    address, shown = f"{OF_VERSION}/findings", FindingsShown
    noun = "{kind}_findings"

    def find(self, visit: Visit, **place: Any) -> Json:
        version, at = find_version(visit, **place), visit.at
        is_coming = version.state in (Version.State.DRAFT, Version.State.IN_REVIEW, Version.State.APPROVED)
        return {
            "to_mend": problems_before_review(version, replace(at, release=version.release_id)) if version.is_editable else [],
            "worth_a_look": asdict(findings_of(version, at, language_of_interface())),
            "missing": missing_in(version, at),
            "touched": touched_by(version, at, seen_by=visit.who) if is_coming and place["kind"] != "card" else [],
        }


class ComparisonShown(serializers.Serializer[Any]):
    """`new` against `old`: texts as words that are same, added or removed, rules with names, values as they are shown."""

    old = serializers.IntegerField(allow_null=True)
    new = serializers.IntegerField()
    is_same = serializers.BooleanField()
    languages = serializers.ListField(child=serializers.CharField())
    settings = serializers.ListField(child=serializers.DictField())
    texts = serializers.ListField(child=serializers.DictField())
    rules = serializers.ListField(child=serializers.DictField())
    values = serializers.ListField(child=serializers.DictField())


class Compare(Room):
    """Two versions beside each other: `from` and `to` are numbers; without them the last two that the person may read."""

    address, shown, parameters = f"{PLACE}/compare", ComparisonShown, ("from", "to")
    noun = "{kind}_comparison"

    def find(self, visit: Visit, **place: Any) -> Json:
        versions = list(versions_for(visit.who, place["kind"], find_subject(visit, **place).slug))
        new = _numbered(versions, visit.asked.get("to")) or versions[0]
        before = next((one for one in versions if one.number < new.number), None)
        old = _numbered(versions, visit.asked.get("from")) or before
        found = comparison_of(old, new, visit.at, language_of_interface())
        parts = ("settings", "texts", "rules", "values")
        rows = {name: [asdict(row) for row in getattr(found, name)] for name in parts}
        numbers = {"old": old.number if old else None, "new": new.number}
        return {**numbers, "is_same": found.is_same, "languages": found.languages, **rows}


class ClashShown(serializers.Serializer[Any]):
    """What both changed differently: `mine` is this version's, `theirs` the other's. A text may be written anew."""

    field = serializers.CharField()
    base = serializers.JSONField(allow_null=True)
    theirs = serializers.JSONField(allow_null=True)
    mine = serializers.JSONField(allow_null=True)
    is_text = serializers.BooleanField()


class MergedShown(serializers.Serializer[Any]):
    """What a merge would say as far as it is decided, and what a person has to choose."""

    content = serializers.DictField(source="form")
    clashes = ClashShown(many=True)


class Clashes(Room):
    """What merging this version into the published one `onto` leaves to decide."""

    address, shown, parameters = f"{OF_VERSION}/clashes", MergedShown, ("onto",)
    noun = "{kind}_clashes"

    def find(self, visit: Visit, **place: Any) -> Any:
        mine = find_version(visit, **place)
        may_merge(visit.who, mine).require()
        others = [version for version in versions_for(visit.who, place["kind"], place["slug"]) if version.pk != mine.pk]
        onto = _numbered(others, visit.asked.get("onto"))
        if onto is None:
            raise ContentError.one("onto", "missing", _("Give the number of a published version."))
        return merged_with(mine, onto)


def _numbered(versions: Sequence[Version], asked: str | None) -> Version | None:
    """None without a number. Raises Http404 for one that is none of these."""
    return None if asked is None else cast(Version, first_or_404(one for one in versions if str(one.number) == asked))
