"""`/owner-questions`: what colleagues ask those who answer for a topic, because no card says it."""

from typing import Any

from django.db.models import QuerySet

from kb.api.room import Act, Room, Visit
from kb.api.rooms.escalations import EscalationShown
from kb.api.rooms.finding import Name
from policies.content.form import Form
from policies.models import Escalation
from policies.queues.asking import COLLEAGUE, ask_owner
from policies.queues.rights import visible_to


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
