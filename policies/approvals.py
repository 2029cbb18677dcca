"""How many people must approve a version, and who has."""

from django.db.models import Max

from policies.models import Card, Review, RiskRule, Version


def approvals_needed(version: Version) -> int:
    """As the rule for the card's risk says; facts and offers need one, parts of a release as many as the riskiest of them."""
    together = Version.objects.filter(**({"release": version.release_id} if version.release_id else {"pk": version.pk}))
    risks = Card.objects.filter(pk__in=together.exclude(state=Version.State.RETURNED).values("subject")).values("risk")
    return RiskRule.objects.filter(risk__in=risks).aggregate(most=Max("approvals"))["most"] or 1


def approvers_of(version: Version) -> set[int]:
    """Primary keys of those who approved exactly this content."""
    approvals = Review.objects.filter(version=version, decision=Review.Decision.APPROVE, digest=version.digest)
    return set(approvals.values_list("by", flat=True))
