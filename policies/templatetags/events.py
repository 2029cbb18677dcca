"""Where a page leads to the history of acts."""

from typing import Any

from django import template

from policies.audit.history import may_read_events
from policies.models import Subject
from policies.people.verdicts import Verdict

register = template.Library()


@register.simple_tag
def may_read_history(user: Any, subject: Subject | None = None) -> Verdict:
    return may_read_events(user, subject)
