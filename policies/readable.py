"""Which versions a person may read."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from policies.models.involvement import Involvement
from policies.roles import ADMINISTRATOR, MANAGER, WRITERS, is_colleague, roles_of, topics_with
from policies.standing_in import stands_in_for

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
    read = Q(author=user) | Q(subject__owner__in=owners) | Q(subject__topic__in=topics_with(user, {MANAGER})) | Q(state="published")
    submitted = ~Q(state="draft")
    if everywhere & WRITERS:
        return read | submitted
    mine = Q(subject__topic__in=topics_with(user, WRITERS)) | Q(subject__topic__owner=user)
    return read | (submitted & (mine | Q(subject__in=involving(user).filter(part__in=WORKING).values("subject"))))


def involving(user: Any) -> Any:
    """The person's involvements, by name or through a team."""
    return Involvement.objects.filter(Q(person=user.pk) | Q(team__members=user.pk) | Q(team__lead=user.pk)).order_by()
