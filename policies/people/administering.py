"""Who may change people, teams, topics and rules, with the reason when not."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from policies.models import Topic
from policies.people.accountable import whom_to_ask
from policies.people.directory import people_with
from policies.people.roles import ADMINISTRATOR, MANAGER, is_colleague, roles_in, roles_of
from policies.people.verdicts import YES, Verdict, no


def may_administer(user: Any) -> Verdict:
    """Give and take roles, and end accounts."""
    return YES if ADMINISTRATOR in roles_of(user) else no(_("Only administrators can do this."), _administrator)


def may_keep_rules(user: Any) -> Verdict:
    """Change teams, and what each risk asks for."""
    if roles_of(user) & {MANAGER, ADMINISTRATOR}:
        return YES
    return no(_("Only knowledge managers and administrators can change this."), partial(whom_to_ask, None, user))


def may_keep_topic(user: Any, topic: Topic) -> Verdict:
    """Change a topic's names, queue and owner: knowledge managers, also those of this topic only, and administrators."""
    if roles_in(user, topic) & {MANAGER, ADMINISTRATOR}:
        return YES
    return no(_("Only knowledge managers and administrators can change this."), partial(whom_to_ask, None, user))


def may_speak_for(user: Any, person: Any) -> Verdict:
    """Name somebody's deputy and days of absence, and how notices reach them: oneself, knowledge managers, administrators."""
    if not is_colleague(user):
        return no(_("Only colleagues with a role can see this. Ask an administrator for one."))
    if user.pk == person.pk or roles_of(user) & {MANAGER, ADMINISTRATOR}:
        return YES
    return no(_("Only this person, knowledge managers and administrators can change this."), lambda: person)


def may_deactivate(user: Any, person: Any) -> Verdict:
    """End somebody's account, so that everything of theirs goes to others."""
    if not (allowed := may_administer(user)):
        return allowed
    if user.pk == person.pk:
        return no(_("Nobody ends their own account."), partial(_another_administrator, user))
    if not person.is_active:
        return no(_("This account has ended already."))
    return may_lose_administrator(person)


def may_lose_administrator(person: Any) -> Verdict:
    """Somebody else must be left who can give roles."""
    if ADMINISTRATOR not in roles_of(person) or people_with([ADMINISTRATOR]).exclude(pk=person.pk).exists():
        return YES
    return no(_("This is the last administrator. Make somebody else an administrator first."))


def _administrator() -> Any:
    return people_with([ADMINISTRATOR]).first()


def _another_administrator(user: Any) -> Any:
    return people_with([ADMINISTRATOR]).exclude(pk=user.pk).first()
