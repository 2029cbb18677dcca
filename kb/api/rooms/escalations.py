"""`/escalations` and `/queues`: questions that wait for a person, and where else their queues are told."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from kb.api.room import Act, Json, Room, Visit, first_or_404
from kb.api.rooms.finding import Name, Nothing
from kb.api.rooms.webhooks import Rotating
from kb.api.shown import instant, named, slug_of
from policies.content.form import Form
from policies.models import Escalation, QueueAddress
from policies.people.directory import person
from policies.queues.addresses import add_queue_address, require_somewhere, rotate_queue_secret, set_queue_address
from policies.queues.escalating import assign, close, reopen, take
from policies.queues.rights import may_set_addresses, visible_to
from policies.webhooks.signing import secret_of


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
    """Where else a queue is told of what waits in it. An address that takes a POST lets anybody write there.

    POSTs are signed as those of webhooks are: `generation` counts the secrets; the one before is good until `overlap_until`.
    """

    queue = serializers.CharField()
    email = serializers.CharField()
    url = serializers.CharField()
    language = serializers.CharField()
    last_error = serializers.CharField()
    generation = serializers.IntegerField()
    overlap_until = instant(allow_null=True)


class QueueMadeShown(QueueShown):
    """With the secret, which is shown only here; null when the same request comes again."""

    secret = serializers.CharField(source="name", allow_null=True)


class QueueSecretShown(serializers.Serializer[QueueAddress]):
    queue = serializers.CharField()
    generation = serializers.IntegerField()
    overlap_until = instant(allow_null=True)


class QueueSecretMadeShown(QueueSecretShown):
    """With the secret, which is shown only here; null when the same request comes again."""

    secret = serializers.CharField(source="name", allow_null=True)


class Addressing(Form):
    email: str = ""
    url: str = ""
    language: str = "en"


class Beginning(Addressing):
    queue: Name


def _set(found: QueueAddress, *, by: Any, **given: str) -> QueueAddress | None:
    """Naming neither address would end it, which is an act of its own."""
    return set_queue_address(found.queue, by=by, **require_somewhere(**given))


class Queues(Room):
    """Queues that are told of what waits in them by e-mail or a signed POST."""

    address, key, field, ordering = "queues", "<card:queue>", "queue", ("queue",)
    shown, begins_as = QueueShown, QueueMadeShown
    shown_once, untagged = ("secret",), ("secret", "last_error")
    begin = Act("Say where a queue is told; its secret is shown once", Beginning, add_queue_address)
    save = Act("Say where it is told instead", Addressing, _set)
    acts = {
        "drop": Act(
            "Tell it nowhere but in the desk", Nothing, lambda found, by: set_queue_address(found.queue, by=by), vanishes=True
        )
    }

    def rows(self, visit: Visit, **place: Any) -> QuerySet[QueueAddress]:
        may_set_addresses(visit.who).require()
        return QueueAddress.objects.all()

    def begun(self, visit: Visit, made: QueueAddress, **place: Any) -> Json:
        return {**super().begun(visit, made, **place), "secret": secret_of(made)}


class QueueSecrets(Room):
    """Secrets of a queue's address."""

    address, shown, begins_as = "queues/<card:queue>/secrets", QueueSecretShown, QueueSecretMadeShown
    shown_once = untagged = ("secret",)
    begin = Act("Give a queue's address a new secret, which is shown once", Rotating, rotate_queue_secret)

    def under(self, visit: Visit, **place: Any) -> tuple[QueueAddress]:
        may_set_addresses(visit.who).require()
        return (first_or_404(QueueAddress.objects.filter(queue=place["queue"])),)

    def begun(self, visit: Visit, made: QueueAddress, **place: Any) -> Json:
        return {**super().begun(visit, made, **place), "secret": secret_of(made)}
