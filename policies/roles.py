"""The roles of people, which are the names of their groups."""

from typing import Any

from django.db.models import prefetch_related_objects

AGENT, AUTHOR, OWNER, MANAGER, ADMINISTRATOR = "agent", "author", "owner", "manager", "administrator"
ROLES = (AGENT, AUTHOR, OWNER, MANAGER, ADMINISTRATOR)
WRITERS = frozenset({AUTHOR, OWNER, MANAGER, ADMINISTRATOR})
APPROVERS = frozenset({OWNER, MANAGER})


def roles_of(user: Any) -> frozenset[str]:
    """The person's roles; asked of the database once for each object that stands for the person."""
    if not (user.is_authenticated and user.is_active):
        return frozenset()
    prefetch_related_objects([user], "groups")
    return frozenset(group.name for group in user.groups.all() if group.name in ROLES)
