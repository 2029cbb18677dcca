"""Where a person is logged in. A session ends at once when the row that holds it goes."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from policies.act import act
from policies.events import record
from policies.people.directory import thing_of


def end_sessions(person: Any, *, but: str = "") -> int:
    """Log the person out everywhere, except in the session with this key. Gives how many sessions ended."""
    ended = list(UserSession.objects.filter(user=person).exclude(session_key=but).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=ended).delete()
    UserSession.objects.filter(user=person, session_key__in=ended).delete()
    return len(ended)


@act
def end_other_sessions(person: Any, *, but: str) -> int:
    """What a person does who has left a session open elsewhere."""
    if count := end_sessions(person, but=but):
        record("end_sessions", thing_of(person), by=person, ended=count)
    return count


def forget_session(key: str) -> None:
    """The row about a session that its person has ended."""
    UserSession.objects.filter(session_key=key).delete()
