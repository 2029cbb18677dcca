"""What is written down of people who come in, and what ends there: every act here is one line of the history.

A failed log-in is written down for accounts that there are, so at most as many as lock one; what else was typed is not kept at
all, because people type their passwords into the wrong field.
"""

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from policies.act import act
from policies.errors import Conflict
from policies.events import record
from policies.people.administering import may_administer
from policies.people.attempts import locked_until, person_called
from policies.people.directory import thing_of
from policies.people.roles import forget_roles, roles_of
from policies.people.sessions import end_sessions

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@act
def note_log_in(person: Any, *, with_: Iterable[str]) -> None:
    """`with_` is what the person showed: password, totp, webauthn, recovery_codes, sso."""
    record("log_in", thing_of(person), by=person, shown=sorted(with_))


@act
def note_failed_log_in(login: str, *, with_: str = "password") -> None:
    """For what somebody typed as a name; nothing for what is nobody's. The one that locks the account says so."""
    person = person_called(login)
    if person is None:
        return
    record("fail_to_log_in", thing_of(person), by=None, shown=[with_])
    if until := locked_until(person):
        record("lock_out", thing_of(person), by=None, after={"locked_until": until.isoformat()})


@act
def note_factor(person: Any, action: str, factor: str) -> None:
    """`action` is add_factor, remove_factor or renew_factor: what the person did with a second factor of their own."""
    record(action, thing_of(person), by=person, factor=factor)


@act
def note_password(person: Any, action: str) -> None:
    """`action` is change_password, or reset_password by a link from an e-mail, which anybody with that e-mail could use."""
    record(action, thing_of(person), by=person if action == "change_password" else None)


def has_factor(person: Any) -> bool:
    return Authenticator.objects.filter(user=person, type__in=FACTORS).exists()


@act
def remove_factors(person: Any, *, by: Any) -> None:
    """For who has lost the telephone and the codes: the next log-in asks for the password alone, and all sessions end.

    Raises Refused, and Conflict when there is none.
    """
    may_administer(by).require()
    found = Authenticator.objects.filter(user=person)
    kinds = sorted(set(found.values_list("type", flat=True)))
    if not kinds:
        raise Conflict(_("This person has no second factor."))
    found.delete()
    end_sessions(person)
    record("remove_factors", thing_of(person), by=by, before={"factors": kinds})


@act
def follow_groups(person: Any, roles: Iterable[str], governed: Iterable[str]) -> None:
    """Give the roles that the groups of single sign-on give, and take those of `governed` that they do not give any more.

    Roles that no group gives stay what administrators made them; so does what holds in one topic only.
    """
    get_user_model().objects.select_for_update().get(pk=person.pk)
    before, wanted = roles_of(person) & set(governed), set(roles) & set(governed)
    if before == wanted:
        return
    person.groups.remove(*Group.objects.filter(name__in=before - wanted))
    person.groups.add(*Group.objects.filter(name__in=wanted - before))
    forget_roles(person)
    end_sessions(person)
    record("follow_groups", thing_of(person), by=None, before={"roles": sorted(before)}, after={"roles": sorted(wanted)})
