"""The roles of people: everywhere by the names of their groups, in one topic by rows of `TopicRole`."""

from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects

from policies.people.role_names import ADMINISTRATOR, AGENT, AUTHOR, MANAGER, OWNER, ROLES

__all__ = ["ADMINISTRATOR", "AGENT", "AUTHOR", "MANAGER", "OWNER", "ROLES"]
TOPIC_ROLES = (AGENT, AUTHOR, OWNER, MANAGER)  # An administrator is one everywhere.
WRITERS = frozenset({AUTHOR, OWNER, MANAGER, ADMINISTRATOR})
APPROVERS = frozenset({OWNER, MANAGER})


def roles_of(user: Any) -> frozenset[str]:
    """The person's roles everywhere; asked of the database once for each object that stands for the person."""
    if not _known(user):
        return frozenset()
    return frozenset(group.name for group in user.groups.all() if group.name in ROLES)


def roles_in(user: Any, topic: Any) -> frozenset[str]:
    """Roles everywhere and those in this topic. Whoever answers for a topic is an owner in it."""
    if not _known(user):
        return frozenset()
    here = {held.role for held in user.topic_roles.all() if held.topic_id == topic.pk}
    return roles_of(user) | here | ({OWNER} if topic.owner_id == user.pk else set())


def topics_with(user: Any, roles: Iterable[str]) -> frozenset[int]:
    """Primary keys of the topics in which the person has one of these roles by a role for that topic."""
    wanted = set(roles)
    return frozenset(held.topic_id for held in user.topic_roles.all() if held.role in wanted) if _known(user) else frozenset()


def is_colleague(user: Any) -> bool:
    """Somebody with a role, wherever."""
    return bool(roles_of(user) or topics_with(user, TOPIC_ROLES))


def forget_roles(user: Any) -> None:
    """Ask the database again next time: the roles of this person have changed."""
    for name in ("groups", "topic_roles"):
        getattr(user, "_prefetched_objects_cache", {}).pop(name, None)


def _known(user: Any) -> bool:
    if not (user.is_authenticated and user.is_active):
        return False
    prefetch_related_objects([user], "groups", "topic_roles")
    return True
