"""A person's desk: everything that waits for them, queue by queue, what waits longest first."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from policies.models import Escalation, Flag, MustRead, Publication, Review, SecondLook, Subject, Version
from policies.moment import Moment
from policies.notices.must_reads import reading_queue
from policies.people.owners import inherited
from policies.people.roles import MANAGER, WRITERS, roles_of
from policies.permissions import may_draft, may_publish, may_review, topics_to_write
from policies.publishing import now
from policies.queues.rights import visible_to
from policies.readable import in_hand_of, verifiable_by
from policies.trust.due import tallied_to_verify
from policies.trust.flags import open_flags
from policies.trust.second_looks import looks
from policies.trust.tally import Tallied
from policies.writing.merging import COMING, Missing, missing_in
from policies.writing.outdated import lagging_cards

State = Version.State
# What a person finishes for themselves, or only looks at, is none of what others wait for.
OWN = frozenset({"drafts", "waiting"})


@dataclass(frozen=True, slots=True)
class ToMerge:
    """A version of the person's own that lacks what was published since it was begun."""

    version: Version
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Lagging:
    """A card whose translations are not served: languages with the version they were made for."""

    version: Version
    languages: dict[str, int]


@dataclass(frozen=True, slots=True)
class Queues:
    """What waits for this person, by what is to be done. Nobody works for `customers` yet, the person does for those `taken`;
    `waiting` is theirs, in review with others.
    """

    customers: tuple[Escalation, ...]
    taken: tuple[Escalation, ...]
    to_review: tuple[Version, ...]
    to_publish: tuple[Version, ...]
    to_merge: tuple[ToMerge, ...]
    flags: tuple[Flag, ...]
    to_verify: tuple[Tallied, ...]
    second_looks: tuple[SecondLook, ...]
    to_confirm: tuple[Subject, ...]
    must_reads: tuple[MustRead, ...]
    translations: tuple[Lagging, ...]
    drafts: tuple[Version, ...]
    waiting: tuple[Version, ...]

    def lengths(self) -> dict[str, int]:
        """How many things are in each queue, by its name."""
        return {field.name: len(getattr(self, field.name)) for field in fields(self)}

    @property
    def is_empty(self) -> bool:
        return not any(self.lengths().values())


def queues_of(user: Any, at: Moment | None = None) -> Queues:
    """Everything in the person's queues at this moment, now unless told otherwise."""
    at = at or now()
    in_review = list(_versions(user, at).filter(state=State.IN_REVIEW).order_by("submitted_at", "pk"))
    approved = _versions(user, at).filter(in_hand_of(user, at.at), state=State.APPROVED).order_by("approved_at", "pk")
    return Queues(
        customers=tuple(_customers(user, state=Escalation.State.OPEN)),
        taken=tuple(_customers(user, state=Escalation.State.TAKEN, by=user.pk)),
        to_review=tuple(reviewable(user, in_review, at.at)),
        to_publish=tuple(version for version in approved if may_publish(user, version)),
        to_merge=tuple(_to_merge(user, at)),
        flags=tuple(_flags(user, at)),
        to_verify=tuple(tallied_to_verify(user, at)),
        second_looks=tuple(_second_looks(user)),
        to_confirm=tuple(inherited().filter(owner=user.pk)),
        must_reads=tuple(reading_queue(user, at)),
        translations=tuple(_lagging(user, at)),
        drafts=tuple(_versions(user, at).filter(state=State.DRAFT, author=user).order_by("saved_at", "pk")),
        waiting=tuple(version for version in in_review if version.author_id == user.pk),
    )


def reviewable(user: Any, in_review: Sequence[Version], at: datetime) -> list[Version]:
    """Those that this person may decide on now. A verdict is asked only of what the database does not rule out."""
    approved = Review.objects.filter(
        version=OuterRef("pk"), decision=Review.Decision.APPROVE, digest=OuterRef("digest"), by=user.pk
    )
    possible = Version.objects.filter(in_hand_of(user, at), state=State.IN_REVIEW).exclude(Exists(approved))
    in_hand = set(possible.order_by().values_list("pk", flat=True)) if in_review else set()
    return [version for version in in_review if version.pk in in_hand and may_review(user, version)]


def _versions(user: Any, at: Moment) -> QuerySet[Version]:
    near = ("subject__topic", "subject__card", "subject__owner", "author", "release")
    return Version.objects.visible_to(user, at.at).select_related(*near)


def _customers(user: Any, **which: Any) -> QuerySet[Escalation]:
    return visible_to(user).filter(**which).order_by("created_at", "pk")


def _to_merge(user: Any, at: Moment) -> list[ToMerge]:
    """Only what something was published over since it was begun can lack anything; the others are not looked into."""
    newer = Publication.objects.filter(
        subject=OuterRef("subject"), kind=Publication.Kind.PUBLISH, recorded_at__gte=OuterRef("created_at")
    ).exclude(version=OuterRef("pk"))
    other = newer.filter(Q(version__based_on=None) | ~Q(version=OuterRef("based_on")))
    mine = _versions(user, at).filter(author=user, state__in=COMING).filter(Exists(other)).order_by("saved_at", "pk")
    found = [ToMerge(version, tuple(missing_in(version, at))) for version in mine]
    return [one for one in found if one.missing]


def _flags(user: Any, at: Moment) -> QuerySet[Flag]:
    """About cards that this person may verify."""
    mine = Subject.objects.filter(verifiable_by(user, at.at)).order_by()
    return open_flags().filter(version__subject__in=mine.values("pk"))


def _second_looks(user: Any) -> QuerySet[SecondLook]:
    """Nobody looks again at their own verification."""
    waiting = looks().filter(state=SecondLook.State.OPEN)
    return waiting.exclude(verification__by=user.pk) if MANAGER in roles_of(user) else waiting.none()


def _lagging(user: Any, at: Moment) -> list[Lagging]:
    """Of cards that this person may write."""
    if not may_draft(user):
        return []
    subjects = None
    if not roles_of(user) & WRITERS:
        mine = Subject.objects.filter(Q(topic__in=topics_to_write(user)) | Q(owner=user.pk)).order_by()
        subjects = set(mine.values_list("pk", flat=True))
    return [Lagging(version, languages) for version, languages in lagging_cards(at, subjects)]
