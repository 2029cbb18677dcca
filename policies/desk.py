"""A person's queues: what waits for them, newest last."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from policies.models import Version
from policies.permissions import may_publish, may_review
from policies.readable import in_hand_of

State = Version.State


@dataclass(frozen=True, slots=True)
class Queues:
    """Versions waiting for this person, by what is to be done with them."""

    to_review: tuple[Version, ...]
    to_publish: tuple[Version, ...]
    drafts: tuple[Version, ...]
    waiting: tuple[Version, ...]

    @property
    def count(self) -> int:
        """What this person can act on now."""
        return len(self.to_review) + len(self.to_publish)


def queues_of(user: Any) -> Queues:
    """Everything in the person's queues."""
    in_review = list(_versions(user).filter(state=State.IN_REVIEW).order_by("submitted_at"))
    in_hand = set(Version.objects.filter(in_hand_of(user, timezone.now()), state=State.IN_REVIEW).values_list("pk", flat=True))
    approved = _versions(user).filter(in_hand_of(user, timezone.now()), state=State.APPROVED).order_by("approved_at")
    return Queues(
        to_review=tuple(version for version in in_review if version.pk in in_hand and may_review(user, version)),
        to_publish=tuple(version for version in approved if may_publish(user, version)),
        drafts=tuple(_versions(user).filter(state=State.DRAFT, author=user).order_by("saved_at")),
        waiting=tuple(version for version in in_review if version.author_id == user.pk),
    )


def _versions(user: Any) -> QuerySet[Version]:
    return Version.objects.visible_to(user).select_related("subject__topic", "subject__card", "author")
