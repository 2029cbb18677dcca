"""Which versions a person may read."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from policies.models.involvement import Involvement
from policies.people.roles import ADMINISTRATOR, APPROVERS, MANAGER, WRITERS, is_colleague, roles_of, topics_with
from policies.people.standing_in import stands_in_for

WORKING = (Involvement.Part.RESPONSIBLE, Involvement.Part.VERIFIER, Involvement.Part.CONSULTED)


def readable_by(user: Any, at: datetime) -> Q:
    """Colleagues read what was published; writers, in their topics, what was handed in; so do those involved in it.

    A draft is its author's, its owner's (or who stands in for the owner) and the knowledge managers'.
    """
    everywhere = roles_of(user)
    if everywhere & {MANAGER, ADMINISTRATOR}:
        return Q()
    if not is_colleague(user):
        return Q(pk__in=[])
    owners = [user.pk, *stands_in_for(user, at)]
    managed = Q(subject__topic__in=topics_with(user, {MANAGER}))
    read = Q(state="published") | Q(author=user) | Q(subject__owner__in=owners) | managed
    submitted = ~Q(state="draft")
    if everywhere & WRITERS:
        return read | submitted
    mine = Q(subject__topic__in=topics_with(user, WRITERS)) | Q(subject__topic__owner=user)
    return read | (submitted & (mine | Q(subject__in=involving(user).filter(part__in=WORKING).values("subject"))))


def in_hand_of(user: Any, at: datetime) -> Q:
    """Versions that this person could review or publish by role, as the owner, for the owner, or as named to verify them.

    A list is narrowed by this first, so that verdicts are asked only where they need no look into the database.
    """
    if roles_of(user) & APPROVERS:
        return Q()
    if not is_colleague(user):
        return Q(pk__in=[])
    named = involving(user).filter(part=Involvement.Part.VERIFIER).values("subject")
    topics = Q(subject__topic__in=topics_with(user, APPROVERS)) | Q(subject__topic__owner=user)
    return topics | Q(subject__owner__in=[user.pk, *stands_in_for(user, at)]) | Q(subject__in=named)


def verifiable_by(user: Any, at: datetime) -> Q:
    """Subjects that this person may verify: `permissions.may_verify` for a whole list, in one look into the database."""
    if MANAGER in roles_of(user):
        return Q()
    if not is_colleague(user):
        return Q(pk__in=[])
    named = involving(user).filter(part=Involvement.Part.VERIFIER).values("subject")
    topics = Q(topic__in=topics_with(user, {MANAGER})) | Q(topic__owner=user)
    return topics | Q(owner__in=[user.pk, *stands_in_for(user, at)]) | Q(pk__in=named)


def appointable_by(user: Any, at: datetime) -> Q:
    """Subjects whose owner this person may choose: `permissions.may_appoint` for a whole list."""
    if roles_of(user) & {MANAGER, ADMINISTRATOR}:
        return Q()
    if not is_colleague(user):
        return Q(pk__in=[])
    topics = Q(topic__in=topics_with(user, {MANAGER})) | Q(topic__owner=user)
    return topics | Q(owner__in=[user.pk, *stands_in_for(user, at)])


def involving(user: Any) -> Any:
    """The person's involvements, by name or through a team."""
    return Involvement.objects.filter(Q(person=user.pk) | Q(team__members=user.pk) | Q(team__lead=user.pk)).order_by()
