"""Acts about a card's truth: each is dated, bound to a version, and written to the log, so that every channel follows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from policies.content.sameness import is_cosmetic
from policies.models import Card, Publication, Subject, Verification, Version
from policies.moment import Moment
from policies.publishing import in_force
from policies.trust import last_verification, offers_in_force, risk_rule, said_of_facts

How = Verification.How


def begin_trust(publications: Sequence[Publication]) -> list[list[Verification]]:
    """What trust in newly published cards rests on: the review, or what the version before had, if the change is cosmetic.

    For each publication its row, or none for facts and offers.

    Facts and offers count as they are when the version takes effect, with those that take effect together with it.
    """
    return [[_begin(publication)] if _is_of_card(publication) else [] for publication in publications]


def _is_of_card(publication: Publication) -> bool:
    return publication.subject is not None and publication.subject.kind == Subject.Kind.CARD


def _begin(publication: Publication) -> Verification:
    version, subject = publication.version, publication.subject
    assert version is not None
    assert subject is not None
    at = Moment(publication.effective_from, publication.number)
    recorded: dict[str, Any] = {"at": publication.recorded_at, "seen": at, "revision": at.revision}
    carried = _carried(version, Moment(publication.recorded_at, publication.number - 1))
    if carried is not None:
        recorded |= {"verified_at": carried.verified_at, "due_at": carried.due_at, "expires_at": carried.expires_at}
        return add_verification(version, How.CARRIED, by=None, **recorded)
    approved_at = version.approved_at or publication.recorded_at
    # What is scheduled for later is checked when it begins, at the latest: its time runs from then.
    recorded |= dates_for(subject, max(approved_at, publication.effective_from))
    approval = version.reviews.filter(decision="approve").order_by("at", "id").last()
    by = approval.by if approval else None
    return add_verification(version, How.REVIEW, by=by, verified_at=approved_at, **recorded)


def _carried(version: Version, before: Moment) -> Verification | None:
    """The verification of the version that this one replaces, when nothing but wording changed and nobody doubts it."""
    base = version.based_on
    if base is None or version.significance == Version.Significance.MEANING:
        return None
    live = in_force(Subject.Kind.CARD, [version.subject.slug], before).get(version.subject.slug)
    if live is None or live.pk != base.pk or not is_cosmetic(base.typed, version.typed):
        return None
    return last_verification(base, before)


def dates_for(subject: Subject, start: datetime, due_at: datetime | None = None) -> dict[str, datetime]:
    """`due_at` after the interval of the card's risk unless given, and `expires_at` when the days of grace are over too."""
    rule = risk_rule(Card.objects.values_list("risk", flat=True).get(pk=subject.pk))
    due = due_at or start + timedelta(days=rule.interval_days)
    return {"due_at": due, "expires_at": due + timedelta(days=rule.grace_days)}


def add_verification(version: Version, how: str, *, by: Any, at: datetime, seen: Moment, **fields: Any) -> Verification:
    """The row, with the facts and offers of the moment `seen`."""
    return Verification.objects.create(
        version=version,
        how=how,
        by=by,
        at=at,
        facts=said_of_facts(version, seen),
        offers=sorted(offers_in_force(version, seen)),
        **fields,
    )
