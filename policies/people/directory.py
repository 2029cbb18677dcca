"""Find people: by the name that commands and files give, or by what they may do."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from policies.content.problems import ContentError
from policies.models.colleague import Colleague
from policies.models.topic import Topic
from policies.people.roles import APPROVERS

DIGEST_AT = time(8)


def person(username: str, field: str = "by") -> Any:
    """The active person of this name. Raises ContentError naming the field."""
    found = get_user_model().objects.filter(username=username, is_active=True).first()
    if found is None:
        raise ContentError.one(field, "unknown", f"There is no person {username}.")
    return found


def called(person: Any) -> str:
    """How colleagues call this person: the full name, else the name for logging in."""
    return person.get_full_name() or person.get_username()


def thing_of(person: Any) -> str:
    """How events name a person."""
    return f"person:{person.get_username()}"


def people_with(roles: Iterable[str], topic: Topic | None = None) -> QuerySet[Any]:
    """Active people with one of these roles everywhere, or in this topic; in the order of their names for logging in."""
    wanted = list(roles)
    held = Q(groups__name__in=wanted)
    if topic is not None:
        held |= Q(topic_roles__topic=topic, topic_roles__role__in=wanted)
    return get_user_model().objects.filter(held, is_active=True).order_by("username").distinct()


def possible_owners() -> QuerySet[Any]:
    """Active people who may approve, everywhere or in some topic."""
    held = Q(groups__name__in=APPROVERS) | Q(topic_roles__role__in=APPROVERS)
    return get_user_model().objects.filter(held, is_active=True).order_by("username").distinct()


def colleague_of(person: Any) -> Colleague:
    """What the person wants and who stands in; what is usual, not stored, for who never said."""
    stored = Colleague.objects.select_related("deputy").filter(person=person).first()
    return stored or Colleague(person=person, digest_at=DIGEST_AT)
