"""What the libraries say happened at the door becomes lines of the history."""

from typing import Any

from allauth.account.signals import authentication_step_completed, password_changed, password_reset, password_set
from allauth.account.signals import user_logged_in as came_in
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out

from kb.entrance.doors import shown_in
from kb.entrance.sessions import ENTERED, SEEN
from policies.people.coming_in import note_factor, note_failed_log_in, note_log_in, note_password
from policies.people.confirming import CONFIRMED, note_confirmed
from policies.people.sessions import end_sessions, forget_session


def connect() -> None:
    """Once, when all apps are loaded."""
    user_logged_in.connect(_stamp)
    user_logged_out.connect(_leave)
    came_in.connect(lambda request, user, **_said: note_log_in(user, with_=shown_in(request, user)), weak=False)
    authentication_step_completed.connect(_confirm)
    authentication_failed.connect(
        lambda user, authenticator, **_said: note_failed_log_in(user.get_username(), with_=authenticator.type), weak=False
    )
    for signal, action in ((authenticator_added, "add"), (authenticator_removed, "remove"), (authenticator_reset, "renew")):
        signal.connect(_factor(action), weak=False)
    for changed, action in ((password_changed, "change"), (password_set, "change"), (password_reset, "reset")):
        changed.connect(_password(action), weak=False)


def _stamp(request: Any, user: Any, **_said: Any) -> None:
    """A new log-in begins all over; whatever an earlier one in this browser left does not count."""
    for name in (ENTERED, SEEN):
        request.session.pop(name, None)
    note_confirmed(request.session)
    request.session[ENTERED] = request.session[SEEN] = request.session[CONFIRMED]


def _confirm(request: Any, reauthenticated: bool = False, **_said: Any) -> None:
    if reauthenticated:
        note_confirmed(request.session)


def _leave(request: Any, user: Any, **_said: Any) -> None:
    if user is not None and request.session.session_key:
        forget_session(request.session.session_key)


def _factor(action: str) -> Any:
    def note(request: Any, user: Any, authenticator: Any, **_said: Any) -> None:
        note_factor(user, f"{action}_factor", authenticator.type)
        end_sessions(user, but=request.session.session_key or "")

    return note


def _password(action: str) -> Any:
    def note(request: Any, user: Any, **_said: Any) -> None:
        note_password(user, f"{action}_password")
        end_sessions(user, but=request.session.session_key or "")

    return note
