"""A colleague finds no answer and asks who answers for the topic: a question in its queue, of which that person is told."""

from typing import Any

from django.utils.translation import gettext as _

from policies.act import act
from policies.channels import AGENTS
from policies.content.problems import ContentError
from policies.languages import read_language
from policies.models import Escalation, Topic
from policies.permissions import may_read_desk
from policies.queues.escalating import Handed, escalate

COLLEAGUE = "colleague"


@act
def ask_owner(topic: str, question: str, *, by: Any, message: str = "", language: str = "en") -> Escalation:
    """Put a colleague's question to who answers for the topic with this slug; what becomes of it is told back.

    `language` is that of the question. Raises Refused, ContentError.
    """
    may_read_desk(by).require()
    found = Topic.objects.filter(slug=topic).first()
    if found is None:
        raise ContentError.one("topic", "unknown", _("There is no such topic. Choose one of the list."))
    handed = Handed(found.queue, read_language(language, "language"), COLLEAGUE, topic=found)
    return escalate(question, handed, channel=AGENTS, message=message, by=by)
