"""`/cards`, `/facts`, `/offers`: list, begin, read, withdraw; and what stands beside one of them on its page."""

from collections.abc import Sequence
from typing import Any, Literal

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from kb.api.named import AnyTopic, Person
from kb.api.room import Act, Json, Room, Visit
from kb.api.rooms.finding import PLACE, Name, Withdrawing, find_subject, find_version, subjects_for
from kb.api.rooms.versions import Versions, VersionShown
from kb.api.shown import NamedVersion, instant, named, slug_of
from policies.content.form import Form
from policies.content.problems import ContentError
from policies.models import Subject, Version
from policies.notices.looks import take_note
from policies.outcomes import counts_at
from policies.publishing import in_force, now
from policies.timeline import timeline_of
from policies.workflow import create_card, create_fact, create_offer, withdraw
from policies.writing.usage import where_used

CREATE: dict[str, Any] = {"card": create_card, "fact": create_fact, "offer": create_offer}


class SubjectShown(serializers.Serializer[Subject]):
    """`live` is the number of the version in force now, `changed` the revision at which something of it was last published or
    withdrawn. Only a card has a risk.
    """

    kind = serializers.CharField()
    slug = serializers.CharField()
    topic = slug_of("topic")
    owner = named("owner")
    inherited_from = named("inherited_from")
    risk = serializers.CharField(source="card.risk", default=None, allow_null=True)
    created_at = instant()
    changed = serializers.IntegerField(allow_null=True)
    live = serializers.SerializerMethodField()
    is_live = serializers.SerializerMethodField()

    def get_live(self, subject: Subject) -> int | None:
        live = in_force(subject.kind, [subject.slug], self.context["visit"].at).get(subject.slug)
        return live.number if live else None

    def get_is_live(self, subject: Subject) -> bool:
        return self.get_live(subject) is not None


class SubjectFilter(django_filters.FilterSet):
    topic = django_filters.CharFilter(field_name="topic__slug")
    owner = django_filters.CharFilter(field_name="owner__username")

    class Meta:
        model = Subject
        fields: tuple[str, ...] = ()


class Beginning(Form):
    """Without an owner it is the caller's own; only a card has a risk, medium unless it is said."""

    slug: Name
    topic: AnyTopic
    owner: Person = None
    risk: Literal["low", "medium", "high"] | None = None
    content: dict[str, Any]


class TakingNote(Form):
    """The version that was read."""

    version: int


def begin(kind: str, *, by: Any, owner: Any, risk: str | None, **given: Any) -> Version:
    if kind != Subject.Kind.CARD and risk is not None:
        raise ContentError.one("risk", "extra_forbidden", "Only a card has a risk.")
    risks = {"risk": risk or "medium"} if kind == Subject.Kind.CARD else {}
    draft: Version = CREATE[kind](owner=owner or by, by=by, **risks, **given)
    return draft


def got_it(found: Subject, *, by: Any, version: int) -> None:
    """Harmless when another version is in force meanwhile: the change to that one is still new to the person."""
    live = in_force(found.kind, [found.slug], now()).get(found.slug)
    if live is not None and live.number == version:
        take_note(by, live.subject, live)


class Subjects(Room):
    """Cards, facts and offers."""

    address, key, field, noun = "<kind:kind>", "<card:slug>", "slug", "{kind}"
    shown, filters, ordering = SubjectShown, SubjectFilter, ("slug",)
    begin, begins_as = Act("Begin a {kind} with its first draft, which is the answer", Beginning, begin), VersionShown
    acts = {
        "withdraw": Act("End it in all its languages, now or from an instant", Withdrawing, withdraw),
        "got-it": Act("Take note of what changed in it", TakingNote, got_it, needs_match=False),
    }

    def rows(self, visit: Visit, **place: Any) -> QuerySet[Subject]:
        return subjects_for(visit.who, place["kind"])

    def prepare(self, visit: Visit, things: Sequence[Subject]) -> None:
        if things:
            in_force(things[0].kind, [subject.slug for subject in things], visit.at)

    def under(self, visit: Visit, **place: Any) -> tuple[Any, ...]:
        return (place["kind"],)

    def begun(self, visit: Visit, made: Any, **place: Any) -> Json:
        """The first draft."""
        return Versions().show(visit, find_version(visit, made.subject.kind, made.subject.slug, made.number))


class CountsShown(serializers.Serializer[Any]):
    """Of those accepted, how many stayed for 30 days (`saved`), were cancelled before (`lost`) or are still within them."""

    shown = serializers.IntegerField()
    accepted = serializers.IntegerField()
    declined = serializers.IntegerField()
    saved = serializers.IntegerField()
    lost = serializers.IntegerField()
    waiting = serializers.IntegerField()
    left = serializers.IntegerField(allow_null=True)


class Counts(Room):
    """How often an offer was shown, accepted and declined, and how much of its budget is left."""

    address, shown, noun = "offers/<card:slug>/counts", CountsShown, "offer_counts"

    def find(self, visit: Visit, **place: Any) -> Any:
        return counts_at(find_subject(visit, Subject.Kind.OFFER, **place), visit.at)


class UseShown(serializers.Serializer[Any]):
    """A version that uses it, and how that version stands."""

    version = NamedVersion()
    standing = serializers.CharField()
    is_live = serializers.BooleanField()


class Uses(Room):
    """The versions that quote a fact, make an offer, or link to a card: those in force, scheduled, and coming."""

    address, shown, noun = f"{PLACE}/uses", UseShown, "{kind}_use"

    def rows(self, visit: Visit, **place: Any) -> Sequence[Any]:
        found = find_subject(visit, **place)
        return where_used(found.kind, found.slug, visit.at, seen_by=visit.who)


class StretchShown(serializers.Serializer[Any]):
    """What was, is or will be in force from `start` until `until` (null: for good)."""

    version = NamedVersion()
    start = instant()
    until = instant(allow_null=True)


class TimeLine(Room):
    """What was, is and will be in force of it and of all that it quotes."""

    address, shown, noun = f"{PLACE}/timeline", StretchShown, "{kind}_stretch"

    def rows(self, visit: Visit, **place: Any) -> Sequence[Any]:
        line = timeline_of(find_subject(visit, **place), visit.at)
        return [stretch for lane in line.lanes for stretch in lane.stretches] if line else []
