"""`/escalations` and `/queues`: questions that wait for a person, and where else their queues are told."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from kb.api.room import Act, Room, Visit, first_or_404
from kb.api.rooms.finding import Name, Nothing
from kb.api.shown import instant, named, slug_of
from policies.content.form import Form
from policies.models import Escalation, QueueAddress
from policies.people.directory import person
from policies.queues.addresses import set_queue_address
from policies.queues.escalating import assign, close, reopen, take
from policies.queues.rights import may_set_addresses, visible_to


class EscalationShown(serializers.Serializer[Escalation]):
    """A question that waits for a person. `question`, `message` and `note` are masked, and empty once `emptied_at` is set."""

    number = serializers.IntegerField(source="pk")
    queue = serializers.CharField()
    state = serializers.CharField()
    reason = serializers.CharField()
    channel = serializers.CharField()
    card = slug_of("card")
    version = serializers.IntegerField(source="version.number", allow_null=True)
    revision = serializers.IntegerField()
    language = serializers.CharField()
    question = serializers.CharField()
    message = serializers.CharField()
    context = serializers.DictField()  # type: ignore[assignment]  # The framework keeps fields apart from its own `context`.
    receipt = serializers.CharField()
    by = named("by")
    note = serializers.CharField()
    created_at = instant()
    taken_at = instant(allow_null=True)
    closed_at = instant(allow_null=True)
    emptied_at = instant(allow_null=True)


class EscalationFilter(django_filters.FilterSet):
    queue = django_filters.CharFilter()
    state = django_filters.ChoiceFilter(choices=Escalation.State.choices)
    channel = django_filters.CharFilter()
    card = django_filters.CharFilter(field_name="card__slug")
    by = django_filters.CharFilter(field_name="by__username")

    class Meta:
        model = Escalation
        fields: tuple[str, ...] = ()


class Assigning(Form):
    person: Name


class Closing(Form):
    note: str


def _assign(found: Escalation, *, by: Any, person: str) -> Escalation:
    return assign(found, by=by, person=_person(person))


def _person(name: str) -> Any:
    return person(name, "person")


class Escalations(Room):
    """A question that waits for a person."""

    address, key, noun, shown = "escalations", "<int:number>", "escalation", EscalationShown
    acts = {
        "take": Act("Work on it", Nothing, take),
        "assign": Act("Give it to somebody who works in its queue", Assigning, _assign),
        "close": Act("Say what became of it", Closing, close),
        "reopen": Act("Put it back into its queue", Nothing, reopen),
    }

    def find(self, visit: Visit, **place: Any) -> Escalation:
        return first_or_404(visible_to(visit.who).filter(pk=place["number"]))


class ListedEscalations(Escalations):
    """Questions that wait for a person, the oldest first."""

    filters, ordering = EscalationFilter, ("created_at", "pk")

    def rows(self, visit: Visit, **place: Any) -> QuerySet[Escalation]:
        return visible_to(visit.who)


class QueueShown(serializers.Serializer[QueueAddress]):
    """Where else a queue is told of what waits in it. An address that takes a POST lets anybody write there."""

    queue = serializers.CharField()
    email = serializers.CharField()
    url = serializers.CharField()
    language = serializers.CharField()
    last_error = serializers.CharField()


class Addressing(Form):
    queue: Name
    email: str = ""
    url: str = ""
    language: str = "en"


class Queues(Room):
    """Queues that are told of what waits in them by e-mail or a POST; naming neither ends that."""

    address, ordering, shown = "queues", ("queue",), QueueShown
    begin = Act("Say where a queue is told", Addressing, lambda *, by, **given: set_queue_address(by=by, **given))

    def rows(self, visit: Visit, **place: Any) -> QuerySet[QueueAddress]:
        may_set_addresses(visit.who).require()
        return QueueAddress.objects.all()
