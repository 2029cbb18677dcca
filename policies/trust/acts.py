"""Acts about a card's truth: each is dated, bound to a version, and written to the log, so that every channel follows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from policies.arguments import require_text
from policies.content.sameness import is_cosmetic
from policies.events import record
from policies.models import Card, Publication, Subject, Verification, Version
from policies.moment import Moment
from policies.publishing import Entry, append, in_force
from policies.trust.basis import Basis, basis_of, last_verification, offers_in_force, risk_rule, said_of_facts

How = Verification.How
MAX_REASON = 1000


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
        return _carry(carried, version, publication)
    approved_at = version.approved_at or publication.recorded_at
    # What is scheduled for later is checked when it begins, at the latest: its time runs from then.
    recorded |= dates_for(subject, max(approved_at, publication.effective_from))
    approval = version.reviews.filter(decision="approve").order_by("at", "id").last()
    by = approval.by if approval else None
    return add_verification(version, How.REVIEW, by=by, verified_at=approved_at, **recorded)


def _carried(version: Version, before: Moment) -> Verification | None:
    """The verification of the version that this one replaces, when nothing but wording changed. A doubt is carried, too."""
    base = version.based_on
    if base is None or version.significance == Version.Significance.MEANING:
        return None
    live = in_force(Subject.Kind.CARD, [version.subject.slug], before).get(version.subject.slug)
    if live is None or live.pk != base.pk or not is_cosmetic(base.typed, version.typed):
        return None
    return last_verification(base, before)


def _carry(last: Verification, version: Version, publication: Publication) -> Verification:
    """All as it was, also what the facts said when somebody looked: a mended word must not make changed facts checked ones."""
    return Verification.objects.create(
        version=version,
        how=How.DOUBT if last.how == How.DOUBT else How.CARRIED,
        by=None,
        at=publication.recorded_at,
        revision=publication.number,
        verified_at=last.verified_at,
        due_at=last.due_at,
        expires_at=last.expires_at,
        reason=last.reason,
        facts=last.facts,
        offers=last.offers,
    )


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


def doubt_now(version: Version, *, by: Any, reason: str, logged_for: Any = None, **details: Any) -> Verification:
    """Doubt the version from this instant. Call inside an act; see `add_doubt`.

    `by` may be None for what nobody in particular said; the log then names whom it is `logged_for`.
    """
    (publication,) = append([Entry(Publication.Kind.TRUST, version.subject)], by=by or logged_for)
    return add_doubt(version, publication, by=by, reason=reason, **details)


def add_doubt(version: Version, publication: Publication, *, by: Any, reason: str, **details: Any) -> Verification:
    """The row of a doubt and its event. What was due or overdue before stays so: a doubt never gives more time."""
    require_text("reason", reason, MAX_REASON)
    at = publication.recorded_at
    basis = basis_of(version, Moment(at, publication.number))
    due_at = min(basis.due_at, at)
    row = add_verification(
        version,
        How.DOUBT,
        by=by,
        at=at,
        seen=Moment(at, publication.number),
        revision=publication.number,
        verified_at=basis.verified_at,
        due_at=due_at,
        expires_at=min(basis.expires_at, dates_for(version.subject, at, at)["expires_at"]),
        reason=reason.strip(),
    )
    tell("doubt", row, publication, basis, by=by, reason=row.reason, **details)
    return row


def tell(action: str, row: Verification, publication: Publication, before: Basis, *, by: Any, **details: Any) -> None:
    """The event of an act about truth."""
    due = ({"due_at": instant.isoformat()} for instant in (before.due_at, row.due_at))
    record(action, row.version, by=by, **dict(zip(("before", "after"), due, strict=True)), rows=[publication, row], **details)
