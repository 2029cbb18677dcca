"""`/desk`, `/translations`, `/trust`, `/events`: what waits for a person, what lags, how far answers are true, who did what."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from kb.api.room import Json, Room, Visit
from kb.api.rooms.flags import FlagShown, SecondLookShown
from kb.api.rooms.involved import UnconfirmedShown
from kb.api.shown import NamedVersion, SpanShown, TrustShown, instant, named
from policies.audit.history import may_read_events, visible_events
from policies.desk import ToMerge, queues_of
from policies.figures.period import read_period
from policies.filters import EventFilter
from policies.models import Event, Topic
from policies.people.directory import called
from policies.review.times import overdue_reviews
from policies.trust.due import Standing, every_card, standings
from policies.trust.score import (
    answers_by,
    by_day,
    drags,
    lines_by,
    served,
    share_of_answers,
    share_of_cards,
    versions_served,
)  # fmt: skip
from policies.trust.tally import tallied
from policies.views.asked import language_of_interface
from policies.writing.outdated import outdated_translations

MOST_SHOWN = 50


class WaitingShown(NamedVersion):
    state = serializers.CharField()
    author = named("author")
    submitted_at = instant(allow_null=True)


class ToMergeShown(serializers.Serializer[Any]):
    """A version of the person's own, and what was published since that is not in it."""

    version = NamedVersion()
    missing = serializers.SerializerMethodField()

    def get_missing(self, found: ToMerge) -> list[int]:
        """Numbers of versions."""
        return [one.version.number for one in found.missing]


class CustomerShown(serializers.Serializer[Any]):
    """A question that a person has to answer; all of it stands in `/escalations`."""

    number = serializers.IntegerField(source="pk")
    queue = serializers.CharField()
    state = serializers.CharField()
    reason = serializers.CharField()
    created_at = instant()


class LaggingShown(serializers.Serializer[Any]):
    """A card with translations that are not served, and the version each was made for."""

    card = serializers.CharField(source="version.subject.slug")
    languages = serializers.DictField(child=serializers.IntegerField())


class ToReadShown(serializers.Serializer[Any]):
    """A must-read that the person has not acknowledged."""

    number = serializers.IntegerField(source="pk")
    card = serializers.CharField(source="version.subject.slug")
    version = serializers.IntegerField(source="version.number")


class DeskShown(serializers.Serializer[Any]):
    """What waits, by what is to be done with it, the longest waiting first: `counts` say how much, the lists hold the first 50.

    Nobody works for `customers` yet, the person for those `taken`. `waiting` are the person's own that others have to review,
    `overdue` those of both kinds whose review takes too long.
    """

    counts = serializers.DictField(child=serializers.IntegerField())
    customers = CustomerShown(many=True)
    taken = CustomerShown(many=True)
    to_review = WaitingShown(many=True)
    to_publish = WaitingShown(many=True)
    to_merge = ToMergeShown(many=True)
    flags = FlagShown(many=True)
    to_verify = TrustShown(many=True)
    second_looks = SecondLookShown(many=True)
    to_confirm = UnconfirmedShown(many=True)
    must_reads = ToReadShown(many=True)
    translations = LaggingShown(many=True)
    drafts = WaitingShown(many=True)
    waiting = WaitingShown(many=True)
    overdue = NamedVersion(many=True)


class Desk(Room):
    """What waits for the person."""

    address, shown = "desk", DeskShown

    def find(self, visit: Visit, **place: Any) -> Json:
        queues = queues_of(visit.who, visit.at)
        counts = queues.lengths()
        shown: Json = {name: getattr(queues, name)[:MOST_SHOWN] for name in counts}
        shown["to_verify"] = standings((card.slug for card in shown["to_verify"]), visit.at)
        late = {version.pk for version in overdue_reviews(visit.at.at)}
        overdue = [version for version in (*queues.to_review, *queues.waiting) if version.pk in late]
        return {"counts": counts, "overdue": list(dict.fromkeys(overdue)), **shown}


class OutdatedShown(serializers.Serializer[Any]):
    """A translation that is not served because it renders an older meaning, with the source's change since."""

    version = NamedVersion()
    language = serializers.CharField()
    made_for = serializers.IntegerField()
    change = SpanShown(source="spans", many=True)


class Translations(Room):
    """Translations that lag behind, the longest waiting first."""

    address, shown = "translations", OutdatedShown

    def rows(self, visit: Visit, **place: Any) -> Sequence[Any]:
        return outdated_translations(visit.at)


class ShareShown(serializers.Serializer[Any]):
    """How many of how many; no percentage of nothing."""

    good = serializers.IntegerField()
    all = serializers.IntegerField()
    percent = serializers.IntegerField(allow_null=True)


class TrustLine(serializers.Serializer[Any]):
    key = serializers.CharField()
    name = serializers.CharField()
    cards = ShareShown()
    served = ShareShown()


class DragShown(serializers.Serializer[Any]):
    card = serializers.CharField(source="standing.subject.slug")
    served = ShareShown()


class ScoreShown(serializers.Serializer[Any]):
    """The share of answers of the last 30 days and of cards now that are verified; by channel, topic, owner and day; and the
    cards by which most answers left that were not.
    """

    answers = ShareShown()
    cards = ShareShown()
    channels = serializers.DictField(child=ShareShown())
    topics = TrustLine(many=True)
    owners = TrustLine(many=True)
    days = serializers.DictField(child=ShareShown())
    drags = DragShown(many=True)


class Score(Room):
    """How trustworthy the answers are that leave."""

    address, shown = "trust", ScoreShown

    def find(self, visit: Visit, **place: Any) -> Json:
        standings, language = every_card(visit.at), language_of_interface()
        topics = {topic.slug: topic.name(language) for topic in Topic.objects.all()}
        owners = {standing.subject.owner.username: called(standing.subject.owner) for standing in standings}
        return {
            "answers": share_of_answers(served()),
            "cards": share_of_cards(standings),
            "channels": answers_by("channel", served()),
            "topics": lines_by("topic", standings, topics),
            "owners": lines_by("owner", standings, owners),
            "days": {day.isoformat(): share for day, share in by_day()},
            "drags": drags(standings),
        }


class TrustCards(Room):
    """The cards that a number counts: of a topic or an owner, in one state."""

    address, shown, parameters = "trust/cards", TrustShown, ("topic", "owner", "state")

    def rows(self, visit: Visit, **place: Any) -> Sequence[Standing]:
        asked = {name: visit.asked[name] for name in self.parameters if name in visit.asked}
        return standings((card.slug for card in tallied(visit.at, **asked)), visit.at)


class ServedShown(serializers.Serializer[Any]):
    """How often a version spoke in these days."""

    card = serializers.CharField(source="version__subject__slug")
    version = serializers.IntegerField(source="version__number")
    channel = serializers.CharField()
    trust = serializers.CharField()
    count = serializers.IntegerField()
    days = serializers.IntegerField()


class TrustAnswers(Room):
    """The versions that spoke, the most often first."""

    address, shown = "trust/answers", ServedShown
    parameters = ("topic", "owner", "channel", "trust", "days", "since", "until")

    def rows(self, visit: Visit, **place: Any) -> Sequence[Json]:
        period = read_period(visit.asked)
        wanted = {name: visit.asked[name] for name in ("topic", "owner", "channel", "trust") if name in visit.asked}
        return versions_served(**wanted, since=period.since, until=period.until)


class EventShown(serializers.Serializer[Event]):
    """Who did what to which thing, before and after; sealed to the event before it."""

    number = serializers.IntegerField()
    action = serializers.CharField()
    thing = serializers.CharField()
    by = named("by")
    at = instant()
    origin = serializers.CharField()
    before = serializers.DictField()
    after = serializers.DictField()
    details = serializers.DictField()
    previous = serializers.CharField()
    seal = serializers.CharField()


class EventQuery(EventFilter):
    """People by their names."""

    by = django_filters.CharFilter(field_name="by__username")


class Events(Room):
    """The history of acts, the newest first. A file of it all is `/desk/events/export/jsonl/`."""

    address, key, field, shown, filters, ordering = "events", "<int:number>", "number", EventShown, EventQuery, ("-number",)

    def rows(self, visit: Visit, **place: Any) -> QuerySet[Event]:
        may_read_events(visit.who).require()
        return visible_events(visit.who).select_related("by")
