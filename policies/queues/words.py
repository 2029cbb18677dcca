"""Escalations in words: why a person takes over, what is known of the order, what the card is called."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from policies.languages import match_language
from policies.models import Dimension, Escalation

REASONS: dict[str, Promise] = {
    "asked": lazy("The customer asked for a person"),
    "colleague": lazy("A colleague found no answer"),
    "no_answer": lazy("No card was recognised"),
    "rule": lazy("The rule says so"),
    "not_covered": lazy("No rule covers it"),
    "fact_missing": lazy("A fact is missing"),
    "too_many_values": lazy("Too many cases to decide"),
    "due": lazy("The answer was due for a check"),
    "expired": lazy("The answer’s check was overdue"),
    "unhelpful": lazy("The answer did not help"),
}
STATES: dict[str, Promise] = {
    Escalation.State.OPEN: lazy("Waits"),
    Escalation.State.TAKEN: lazy("Somebody works on it"),
    Escalation.State.CLOSED: lazy("Closed"),
}


def reason_of(escalation: Escalation) -> str:
    return str(REASONS.get(escalation.reason, escalation.reason.replace("_", " ")))


def title_of(escalation: Escalation, language: str) -> str:
    """What the card was called, in this language or its own; empty without one."""
    if escalation.version is None:
        return ""
    content: Any = escalation.version.typed
    chosen = match_language(language, content.languages) or content.source
    return str(content.languages[chosen].title)


def context_in_words(escalation: Escalation, language: str) -> str:
    """`Order stage: Packed; Region: Brazil`; a dimension that is no longer there by its slug."""
    there = {dimension.slug: dimension for dimension in Dimension.objects.filter(slug__in=escalation.context)}
    return "; ".join(
        f"{there[name].name(language)}: {there[name].label(str(value), language)}" if name in there else f"{name}: {value}"
        for name, value in escalation.context.items()
    )
