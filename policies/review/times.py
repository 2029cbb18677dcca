"""How long a review may take: as the rule for the card's risk says, and for a release as its most urgent part needs."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from policies.models import Card, Release, RiskRule, Version

State = Version.State


def review_due_at(version: Version) -> datetime | None:
    """When somebody should have decided on it; None for what is not in review."""
    return review_times([version]).get(version.pk)


def overdue_reviews(at: datetime) -> list[Version]:
    """Every version that waits for review for longer than it should at this instant, the longest waiting first."""
    waiting = list(
        Version.objects.filter(state=State.IN_REVIEW)
        .select_related("subject__topic", "subject__owner", "subject__card", "author", "release")
        .order_by("submitted_at", "pk")
    )
    due = review_times(waiting)
    return [version for version in waiting if due[version.pk] <= at]


def review_times(versions: Iterable[Version]) -> dict[int, datetime]:
    """When each of those in review is due, by primary key. Facts and offers count as a card of medium risk."""
    waiting = [version for version in versions if version.state == State.IN_REVIEW and version.submitted_at is not None]
    rules = dict(RiskRule.objects.values_list("risk", "review_hours"))
    hours = _hours_of(waiting, rules)
    return {
        version.pk: version.submitted_at + timedelta(hours=hours[version.pk]) for version in waiting if version.submitted_at
    }


def _hours_of(waiting: list[Version], rules: dict[str, int]) -> dict[int, int]:
    releases = {version.release_id for version in waiting if version.release_id}
    together = Version.objects.filter(release__in=releases, release__state=Release.State.IN_REVIEW, state=State.IN_REVIEW)
    parts = list(together.values_list("release", "subject")) if releases else []
    subjects = {version.subject_id for version in waiting} | {subject for _, subject in parts}
    risks = dict(Card.objects.filter(pk__in=subjects).values_list("pk", "risk"))

    def own(subject: int) -> int:
        return rules[risks.get(subject, Card.Risk.MEDIUM)]

    soonest: dict[int, int] = {}
    for release, subject in parts:
        soonest[release] = min(soonest.get(release, own(subject)), own(subject))
    return {
        version.pk: min(soonest.get(version.release_id or 0, own(version.subject_id)), own(version.subject_id))
        for version in waiting
    }
