"""Write the audit trail: one line per act, in the act's own transaction."""

from typing import Any

from django.utils import timezone

from policies.models import Event, Subject, Version


def record(action: str, thing: Subject | Version | str, *, by: Any, **details: Any) -> Event:
    """`details` are JSON values. Call inside the transaction that does what the event says."""
    return Event.objects.create(action=action, thing=_name(thing), by=by, at=timezone.now(), details=details)


def has_saved(user: Any, version: Version) -> bool:
    """Did this person write any of the version's text, whoever its author is?"""
    return Event.objects.filter(action="save_draft", thing=_name(version), by=user).exists()


def _name(thing: Subject | Version | str) -> str:
    if isinstance(thing, Version):
        return f"{thing.subject.kind}:{thing.subject.slug}:{thing.number}"
    if isinstance(thing, Subject):
        return f"{thing.kind}:{thing.slug}"
    return thing
