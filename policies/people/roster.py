"""All people at a glance: what they may do, who stands in for them, and how much is theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count

from policies.models import Involvement, Subject, Team, TopicRole
from policies.people.roles import ROLES
from policies.people.standing_in import whereabouts


@dataclass(frozen=True, slots=True)
class PersonLine:
    """`topic_roles` are the rows, each with its topic; `absent_until` is the last day of who is away."""

    person: Any
    roles: tuple[str, ...]
    topic_roles: tuple[TopicRole, ...]
    deputy: Any | None
    absent_until: date | None
    subjects: int


def all_people(at: datetime) -> list[PersonLine]:
    """Those who are here first, by name."""
    people = get_user_model().objects.select_related("colleague__deputy").prefetch_related("groups", "topic_roles__topic")
    owned = dict(Subject.objects.order_by().values_list("owner").annotate(Count("pk")))
    absent = whereabouts(at).absent
    lines = [line_of(person, absent.get(person.pk), owned.get(person.pk, 0)) for person in people]
    return sorted(lines, key=lambda line: (not line.person.is_active, line.person.get_full_name() or line.person.username))


def line_of(person: Any, absent_until: date | None, subjects: int) -> PersonLine:
    names = {group.name for group in person.groups.all()}
    colleague = getattr(person, "colleague", None)
    return PersonLine(
        person,
        tuple(role for role in ROLES if role in names),
        tuple(person.topic_roles.all()),
        colleague.deputy if colleague else None,
        absent_until,
        subjects,
    )


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody does for a subject, as a page shows it; `team` when it is through one."""

    subject: Subject
    part: str
    team: Team | None


def parts_of(person: Any) -> list[Part]:
    """The person's parts in cards, facts and offers, by name or through a team."""
    rows: Iterable[Involvement] = Involvement.objects.filter(person=person).select_related("subject")
    through = Involvement.objects.filter(team__in=Team.objects.filter(members=person)).select_related("subject", "team")
    return [Part(row.subject, row.part, row.team) for row in (*rows, *through)]
