"""`/owner-questions` and `/reported-gaps`: what colleagues ask those who answer for a topic, and report, as no card says it."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from kb.api.room import Act, Room, Visit
from kb.api.rooms.escalations import EscalationShown
from kb.api.rooms.finding import Name
from kb.api.shown import slug_of
from policies.content.form import Form
from policies.models import Escalation
from policies.queues.asking import COLLEAGUE, ask_owner
from policies.queues.rights import visible_to
from search.learned import Gap
from search.reporting import report_gap


class Asking(Form):
    topic: Name
    question: str
    message: str = ""
    language: str = "en"


class OwnerQuestions(Room):
    """What colleagues asked those who answer for a topic, the oldest first; taken and closed as other questions are."""

    address, shown, ordering = "owner-questions", EscalationShown, ("created_at", "pk")
    begin = Act("Ask who answers for a topic", Asking, ask_owner)

    def rows(self, visit: Visit, **place: Any) -> QuerySet[Escalation]:
        return visible_to(visit.who).filter(reason=COLLEAGUE)


class Reporting(Form):
    question: str
    language: str = "en"


class ReportedGapShown(serializers.Serializer[Gap]):
    """The gap that the question belongs to: a new one, or one of others that mean the same."""

    number = serializers.IntegerField(source="pk")
    state = serializers.CharField()
    topic = slug_of("topic")


class ReportedGaps(Room):
    """Questions that a colleague says no card answers."""

    address, shown = "reported-gaps", ReportedGapShown
    begin = Act("Say that no card answers a question", Reporting, report_gap)
