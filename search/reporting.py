"""A colleague says that no card answers a question: it joins the gap of those that mean the same, or begins one."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_text
from policies.channels import AGENTS
from policies.content.problems import ContentError
from policies.events import record
from policies.languages import read_language
from policies.masking import masked
from policies.permissions import may_read_desk
from policies.publishing import current_revision
from search.gaps import Placed, join, places_for
from search.learned import Gap
from search.models import Question
from search.questions import key_of_agent

MOST_LETTERS = 1000


def report_gap(question: str, *, by: Any, language: str = "en") -> Gap:
    """The gap it belongs to. The same person's same question of a day is one, however often it is reported or looked for.

    Any colleague may. Raises Refused, ContentError.
    """
    may_read_desk(by).require()
    asked = question.strip()
    require_text("question", asked, MOST_LETTERS)
    if not asked:
        raise ContentError.one("question", "missing", _("Say what the customer asks."))
    at = timezone.now()
    row = Question(
        key=key_of_agent(by.pk, asked, at),
        is_learned=True,
        way="find",
        asked_at=at,
        channel=AGENTS,
        language=read_language(language, "language"),
        text=masked(asked),
        band="escalate",
        status="escalate",
        revision=current_revision(),
    )
    (placed,) = places_for([row])  # Takes a moment, so before anybody has to wait for it.
    return _report(placed, by=by)


@act
def _report(placed: Placed, *, by: Any) -> Gap:
    row = placed.question
    noted = Question.objects.filter(key=row.key).first()
    if noted is None:
        row.save(force_insert=True)
        noted = row
    joined = join([Placed(noted, placed.vector, placed.topic)])
    gap = Gap.objects.select_related("topic").get(questions=noted)
    record("report_gap", f"gap:{gap.pk}", by=by, begun=bool(joined.begun))
    return gap
