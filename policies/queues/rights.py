"""Who works in which queue, with the reason when not.

A queue has no members of its own: in it work those who answer customers, own or manage policies, everywhere or in a topic whose
queue it is, or whose card the question is about. Administrators say where else a queue is told.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from policies.models import Escalation, Topic
from policies.people.directory import people_with
from policies.people.roles import ADMINISTRATOR, AGENT, MANAGER, OWNER, roles_of, topics_with
from policies.people.verdicts import YES, Verdict, no

WORKERS = frozenset({AGENT, OWNER, MANAGER})
State = Escalation.State


def may_work_on(user: Any, escalation: Escalation) -> Verdict:
    """Read it, take it, close it, open it again."""
    if visible_to(user).filter(pk=escalation.pk).exists():
        return YES
    return no(_("Only agents, owners and knowledge managers of this queue’s topics can work on this."))


def may_take(user: Any, escalation: Escalation) -> Verdict:
    if escalation.state == State.CLOSED:
        return no(_("This is closed; open it again first."))
    if escalation.state == State.TAKEN:
        return no(_("Somebody works on this already."))
    return may_work_on(user, escalation)


def may_close(user: Any, escalation: Escalation) -> Verdict:
    if escalation.state == State.CLOSED:
        return no(_("This is closed already."))
    return may_work_on(user, escalation)


def may_reopen(user: Any, escalation: Escalation) -> Verdict:
    if escalation.state != State.CLOSED:
        return no(_("This is not closed."))
    return may_work_on(user, escalation)


def may_set_addresses(user: Any) -> Verdict:
    if roles_of(user) & {MANAGER, ADMINISTRATOR}:
        return YES
    return no(_("Only knowledge managers and administrators can say where queues are told."))


def visible_to(user: Any) -> QuerySet[Escalation]:
    """Those in the queues that this person works in, with all that a page shows of them, the oldest first."""
    found = Escalation.objects.select_related("card", "version", "by")
    if roles_of(user) & WORKERS:
        return found
    mine = Topic.objects.filter(Q(pk__in=topics_with(user, WORKERS)) | Q(owner=user.pk))
    return found.filter(Q(queue__in=mine.values("queue")) | Q(card__topic__in=mine))


def waiting_for(user: Any) -> int:
    """How many nobody has taken yet, of those that this person could."""
    return visible_to(user).filter(state=State.OPEN).count()


def workers_of(escalation: Escalation) -> list[Any]:
    """Who is told that it waits: those with a role for its topics; else all agents; else the knowledge managers."""
    topics = Topic.objects.filter(Q(queue=escalation.queue) | Q(subjects__in=[escalation.card_id or 0]))
    near = Q(topic_roles__topic__in=topics, topic_roles__role__in=WORKERS) | Q(topics__in=topics)
    found = get_user_model().objects.filter(near, is_active=True).order_by("username").distinct()
    return list(found) or list(people_with([AGENT])) or list(people_with([MANAGER]))


def possible_takers(escalation: Escalation) -> list[Any]:
    """Everybody who may work on it, by the names for logging in."""
    people = {*people_with(sorted(WORKERS)), *workers_of(escalation)}
    return sorted(people, key=lambda person: str(person.get_username()))
