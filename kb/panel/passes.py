"""Passes: who a person is inside a help desk's frame, where browsers send no cookie of ours.

A pass is made for somebody who is logged in on a page of our own and handed to the frame, which sends it in a header. No page
of another site can send it for somebody, so nothing can be done in a person's name by a form on one. It opens the panel and
nothing else, and ends after a working day, with the log-in it was made from, with a new password, and with the account.
"""

from typing import Any

from django.contrib.auth import SESSION_KEY, get_user_model
from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from kb.entrance.sessions import SessionStore

SCHEME = "Panel"
SALT = "kb.panel.passes"
LIFETIME_SECONDS = 8 * 60 * 60
PERSON, PASSWORD, LOG_IN = "panel_person", "panel_password", "panel_log_in"  # Names that mean nothing to a session of the site.


def make_pass(person: Any, log_in: str) -> str:
    """`log_in` is the key of the session in which the person is logged in; the pass does not give it away."""
    kept = SessionStore()
    kept[PERSON], kept[PASSWORD], kept[LOG_IN] = person.pk, person.get_session_auth_hash(), log_in
    kept.set_expiry(LIFETIME_SECONDS)
    kept.create()
    return signing.dumps(kept.session_key, salt=SALT)


def has_pass(request: HttpRequest) -> bool:
    """Was one sent, good or not?"""
    return request.headers.get("Authorization", "").startswith(f"{SCHEME} ")


def person_with_pass(request: HttpRequest) -> Any:
    """Who shows a pass that is good, or None."""
    if not has_pass(request):
        return None
    try:
        key = signing.loads(request.headers["Authorization"].removeprefix(f"{SCHEME} "), salt=SALT, max_age=LIFETIME_SECONDS)
    except signing.BadSignature:
        return None
    kept = SessionStore(key)
    if PERSON not in kept or SessionStore(kept[LOG_IN]).get(SESSION_KEY) != str(kept[PERSON]):
        return None
    person = get_user_model().objects.filter(pk=kept[PERSON], is_active=True).first()
    is_same = person is not None and constant_time_compare(kept[PASSWORD], person.get_session_auth_hash())
    return person if is_same else None
