"""How many people must approve a version, and who has."""

from dataclasses import dataclass

from django.db.models import Max, QuerySet

from policies.models import Card, Review, RiskRule, Version


def approvals_needed(version: Version) -> int:
    """As the rule for the card's risk says; facts and offers need one, parts of a release as many as the riskiest of them."""
    together = Version.objects.filter(**({"release": version.release_id} if version.release_id else {"pk": version.pk}))
    risks = Card.objects.filter(pk__in=together.exclude(state=Version.State.RETURNED).values("subject")).values("risk")
    return RiskRule.objects.filter(risk__in=risks).aggregate(most=Max("approvals"))["most"] or 1


def approvers_of(version: Version) -> set[int]:
    """Primary keys of those who approved exactly this content."""
    return set(_approvals(version).values_list("by", flat=True))


@dataclass(frozen=True, slots=True)
class Approvals:
    """The approvals of exactly this content, in the order in which they were given, and how many it needs."""

    given: tuple[Review, ...]
    needed: int

    @property
    def missing(self) -> int:
        return max(self.needed - len(self.given), 0)


def approvals_of(version: Version) -> Approvals:
    """Who approved it, and how many still have to."""
    return Approvals(tuple(_approvals(version).select_related("by")), approvals_needed(version))


def _approvals(version: Version) -> QuerySet[Review]:
    return Review.objects.filter(version=version, decision=Review.Decision.APPROVE, digest=version.digest)
