"""Give roles to people and take them away: everywhere, or in one topic."""

from typing import Any

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_choice
from policies.content.problems import ContentError
from policies.errors import Conflict
from policies.events import record
from policies.models import Topic, TopicRole
from policies.people.administering import may_administer, may_lose_administrator
from policies.people.directory import thing_of
from policies.people.roles import ADMINISTRATOR, ROLES, TOPIC_ROLES, forget_roles
from policies.people.sessions import end_sessions


@act
def give_role(person: Any, role: str, *, by: Any, topic: Topic | None = None) -> None:
    """Raises Refused, Conflict when the person has this role already, ContentError for an unknown role or an ended account."""
    may_administer(by).require()
    require_choice("role", role, ROLES if topic is None else TOPIC_ROLES)
    if not person.is_active:
        raise ContentError.one("person", "inactive", _("This account has ended already."))
    if _has(person, role, topic):
        raise Conflict(_("This person has that role already."))
    if topic is None:
        person.groups.add(Group.objects.get(name=role))
    else:
        TopicRole.objects.create(person=person, topic=topic, role=role)
    _begin_anew(person, by=by)
    record("give_role", thing_of(person), by=by, after=_said(role, topic))


@act
def take_role(person: Any, role: str, *, by: Any, topic: Topic | None = None) -> None:
    """Raises Refused, also for the last administrator's, and Conflict when the person has no such role."""
    may_administer(by).require()
    if not _has(person, role, topic):
        raise Conflict(_("This person does not have that role any more."))
    if topic is None and role == ADMINISTRATOR:
        may_lose_administrator(person).require()
    if topic is None:
        person.groups.remove(*Group.objects.filter(name=role))
    else:
        TopicRole.objects.filter(person=person, topic=topic, role=role).delete()
    _begin_anew(person, by=by)
    record("take_role", thing_of(person), by=by, before=_said(role, topic))


def _has(person: Any, role: str, topic: Topic | None) -> bool:
    if topic is None:
        return bool(person.groups.filter(name=role).exists())
    return TopicRole.objects.filter(person=person, topic=topic, role=role).exists()


def _begin_anew(person: Any, *, by: Any) -> None:
    """Roles count from the next request anyway; others log in again, so that no session is older than what it may do."""
    forget_roles(person)
    if by != person:
        end_sessions(person)


def _said(role: str, topic: Topic | None) -> dict[str, str]:
    return {"role": role} if topic is None else {"role": role, "topic": topic.slug}
