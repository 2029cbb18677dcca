"""`/must-reads`: changes of meaning that the agents of a topic acknowledge, with a short question."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any

from django.db.models import QuerySet
from pydantic import Field
from rest_framework import serializers

from kb.api.room import Act, Json, Room, Visit, first_or_404
from kb.api.rooms.finding import Name, Nothing, find_version
from kb.api.shown import instant, named
from policies.content.form import Form
from policies.models import Acknowledgement, MustRead, Subject, Version
from policies.notices.looks import change_between
from policies.notices.must_reads import (
    acknowledge,
    attempts_of,
    end_of,
    is_over,
    may_see_readers,
    readers_of,
    reading_queue,
    remind_readers,
    require_reading,
)  # fmt: skip
from policies.views.asked import language_of_interface

ADDRESS = "must-reads/<int:number>"


class MustReadShown(serializers.Serializer[MustRead]):
    """`attempts` are the person's own wrong answers, `acknowledged_at` when they had read it; `right` is for those only who see
    who has read it.
    """

    number = serializers.IntegerField(source="pk")
    card = serializers.CharField(source="version.subject.slug")
    version = serializers.IntegerField(source="version.number")
    days = serializers.IntegerField()
    question = serializers.DictField()
    right = serializers.SerializerMethodField()
    by = named("by")
    created_at = instant()
    end_at = serializers.SerializerMethodField()
    is_over = serializers.SerializerMethodField()
    attempts = serializers.SerializerMethodField()
    acknowledged_at = serializers.SerializerMethodField()

    def get_right(self, must_read: MustRead) -> int | None:
        return must_read.right if may_see_readers(self.context["visit"].who, must_read) else None

    def get_end_at(self, must_read: MustRead) -> Any:
        return end_of(must_read)

    def get_is_over(self, must_read: MustRead) -> bool:
        return is_over(must_read, self.context["visit"].at)

    def get_attempts(self, must_read: MustRead) -> int:
        return attempts_of(must_read, self.context["visit"].who)

    def get_acknowledged_at(self, must_read: MustRead) -> Any:
        done = Acknowledgement.objects.filter(must_read=must_read, person=self.context["visit"].who)
        return done.values_list("at", flat=True).first()


class MustReadWithChange(MustReadShown):
    """With what is new in it, text by text."""

    change = serializers.SerializerMethodField()

    def get_change(self, must_read: MustRead) -> Json:
        version = must_read.version
        change = change_between(version.based_on, version, language_of_interface(), self.context["visit"].at)
        return {"language": change.language, "parts": [asdict(part) for part in change.parts]}


class Asking(Form):
    """`question`: for each language a text and options, the same in each; `right` is the position of the right one, from 0."""

    card: Name
    number: int
    question: Annotated[dict[str, dict[str, Any]], Field(max_length=50)] = {}
    right: int | None = None
    days: int = 7


class Choosing(Form):
    """The position of the option, from 0; nothing where there is no question."""

    choice: int | None = None


def _require(*, by: Any, card: str, number: int, **asked: Any) -> MustRead:
    return require_reading(find_version(Visit(by), Subject.Kind.CARD, card, number), by=by, **asked)


class MustReads(Room):
    """What the person still has to acknowledge, the oldest first; others by their number."""

    address, key = "must-reads", "<int:number>"
    shown, line = MustReadWithChange, MustReadShown
    begin = Act("Ask the agents of a topic to read a version", Asking, _require)
    acts = {"acknowledge": Act("Have read it; a wrong answer is counted", Choosing, acknowledge)}

    def rows(self, visit: Visit, **place: Any) -> Sequence[MustRead]:
        return reading_queue(visit.who, visit.at)

    def find(self, visit: Visit, **place: Any) -> MustRead:
        return find_must_read(visit, **place)


class ReaderShown(serializers.Serializer[Any]):
    person = named("person")
    acknowledged_at = instant(source="acknowledgement.at", allow_null=True)
    attempts = serializers.IntegerField(source="acknowledgement.attempts", allow_null=True)


class Readers(Room):
    """Every agent of the topic, those who have not read it first."""

    address, shown = f"{ADDRESS}/readers", ReaderShown

    def rows(self, visit: Visit, **place: Any) -> Sequence[Any]:
        found = find_must_read(visit, **place)
        may_see_readers(visit.who, found).require()
        return readers_of(found)


class ToldShown(serializers.Serializer[Mapping[str, int]]):
    told = serializers.IntegerField()


class Reminders(Room):
    """Telling everybody who has not read it, once a day at most."""

    address, shown = f"{ADDRESS}/reminders", ToldShown
    begin = Act("Remind those who have not read it; says how many were told", Nothing, remind_readers)

    def under(self, visit: Visit, **place: Any) -> tuple[Any, ...]:
        return (find_must_read(visit, **place),)

    def begun(self, visit: Visit, made: Any, **place: Any) -> Json:
        return {"told": made}


def find_must_read(visit: Visit, number: int) -> MustRead:
    """Raises Http404 also when the person may not read the version yet."""
    rows: QuerySet[MustRead] = MustRead.objects.filter(pk=number, version__in=Version.objects.visible_to(visit.who).order_by())
    related = ("version__subject__topic", "version__subject__owner", "version__based_on__subject", "by")
    found: MustRead = first_or_404(rows.select_related(*related))
    return found
