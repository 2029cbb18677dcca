"""Wrong passwords and codes: how many there were lately, and until when nobody gets in under a name because of them.

The counts are allauth's, in the shared cache, and end by themselves. They are kept by account where there is one, so that the
name and the e-mail address of a person count together, and by what was typed otherwise: the answer tells nobody which
accounts there are.
"""

from datetime import UTC, datetime
from typing import Any

from allauth.core.internal.ratelimit import Rate, get_cache_key, get_rates
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.act import act
from policies.errors import Conflict
from policies.events import record
from policies.people.administering import may_administer
from policies.people.directory import thing_of

APP, ACTION = "allauth.account", "login_failed"


def person_called(login: str) -> Any:
    """Whose account this name or e-mail address is, or None. Of several with one address the first."""
    found = get_user_model().objects.filter(Q(username=login) | Q(email__iexact=login)) if login else ()
    return min(found, key=lambda one: (one.username != login, one.pk), default=None)


def counted_as(login: str) -> str:
    person = person_called(login)
    return f"name:{login.lower()}" if person is None else _account(person)


def locked_until(person: Any) -> datetime | None:
    """Until when a right password is of no use either; the second factor has a count of its own. None if it is not locked."""
    return max(filter(None, (_until(key) for key in _keys(person))), default=None)


def name_locked_until(login: str) -> datetime | None:
    """The same for what somebody typed."""
    return _until(counted_as(login))


@act
def unlock(person: Any, *, by: Any) -> None:
    """Let the person try again now. Raises Refused, and Conflict when the account is not locked any more."""
    may_administer(by).require()
    until = locked_until(person)
    if until is None:
        raise Conflict(_("This account is not locked any more."))
    for key in _keys(person):
        for rate in _rates():
            cache.delete(_place(rate, key))
    record("unlock", thing_of(person), by=by, before={"locked_until": until.isoformat()})


def _account(person: Any) -> str:
    return f"person:{person.pk}"


def _keys(person: Any) -> tuple[str, str]:
    """The second is allauth's own, for codes of the second factor."""
    return _account(person), f"mfa-auth-user-{person.pk}"


def _rates() -> list[Rate]:
    """Those that count by account. The others are by address, and nobody unlocks an address."""
    return [rate for rate in get_rates(app=APP, action=ACTION) if rate.per == "key"]


def _place(rate: Rate, key: str) -> str:
    return str(get_cache_key(HttpRequest(), app=APP, action=ACTION, rate=rate, key=key))


def _until(key: str) -> datetime | None:
    now, ends = timezone.now().timestamp(), []
    for rate in _rates():
        tried = [at for at in cache.get(_place(rate, key), []) if at > now - rate.duration]
        if len(tried) >= rate.amount:
            ends.append(min(tried) + rate.duration)
    return datetime.fromtimestamp(max(ends), UTC) if ends else None
