"""How far an answer can be trusted at an instant: derived from dated acts and from what changed since, never stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max

from policies.content.digest import digest_of
from policies.listed import Listed
from policies.memory import END_OF_TIME, SMALL, recall
from policies.models import Publication, RiskRule, Subject, Verification, Version
from policies.moment import Moment
from policies.publishing import MOST_AT_ONCE, in_force

STATES = ("verified", "due", "expired")
Checked = Version | Listed
OWN_DATE = "date"  # The reason in the row of a verification whose next date the verifier chose.


@dataclass(frozen=True, slots=True)
class Trust:
    """`state` is verified, due or expired."""

    state: str
    verified_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Basis:
    """What trust rests on. `reason` says why it is due at `due_at`: interval, date, doubt, fact or offer; `about` which one."""

    verified_at: datetime
    due_at: datetime
    expires_at: datetime
    reason: str = "interval"
    about: str = ""

    def trust_at(self, at: datetime) -> Trust:
        return Trust(self.state_at(at), self.verified_at, self.due_at)

    def state_at(self, at: datetime) -> str:
        """One of STATES."""
        return "verified" if at < self.due_at else "due" if at < self.expires_at else "expired"

    def turns_after(self, at: datetime) -> datetime:
        """Until when the state stays what it is at this instant."""
        return next((turn for turn in (self.due_at, self.expires_at) if at < turn), END_OF_TIME)

    def due_from(self, instant: datetime, reason: str, about: str) -> "Basis":
        """Due from an earlier instant, with the same days of grace."""
        if instant >= self.due_at:
            return self
        return Basis(self.verified_at, instant, instant + (self.expires_at - self.due_at), reason, about)


def risk_rule(risk: str) -> RiskRule:
    return RiskRule.objects.get(pk=risk)


def basis_of(version: Checked, at: Moment) -> Basis:
    """What the trust in a card's version rests on at the moment; kept for the epoch.

    A fact that it quotes has another value than when it was verified, or an offer of it has ended: due from that instant on.
    """
    known = recall(at, SMALL)
    key = ("basis", version.pk)
    if key not in known:
        known[key] = _basis(version, at)
    found: Basis = known[key]
    return found


def _basis(version: Checked, at: Moment) -> Basis:
    last = last_verification(version, at)
    if last is None:  # Only in the preview of a release is anything said that was not approved yet.
        far = at.at + timedelta(days=365)
        return Basis(version.approved_at or at.at, far, far)
    basis = Basis(last.verified_at, last.due_at, last.expires_at, *_why(last))
    now_said = said_of_facts(version, at)
    # A mended word is no look at the facts: what changed before it has been due since then, not since the word was mended.
    looked_at = last.verified_at if last.how == Verification.How.CARRIED else last.at
    for slug, digest in last.facts.items():
        if slug in now_said and now_said[slug] != digest:
            basis = basis.due_from(_other_since(version, slug, digest, looked_at, at), "fact", slug)
    for slug in set(last.offers) - offers_in_force(version, at):
        basis = basis.due_from(max(_ended("offer", slug, at), looked_at), "offer", slug)
    return basis


def _why(last: Verification) -> tuple[str, str]:
    """Somebody's doubt, a date that the verifier chose, or the usual interval."""
    if last.how == Verification.How.DOUBT:
        return "doubt", last.reason
    return ("date" if last.reason == OWN_DATE else "interval"), ""


def last_verification(version: Checked, at: Moment) -> Verification | None:
    """The act that counts at the moment; kept for the epoch."""
    return last_verifications([version], at)[version.pk]


def last_verifications(versions: Iterable[Checked], at: Moment) -> dict[int, Verification | None]:
    """The act that counts at the moment for each of the versions, by primary key; one query for those not in memory."""
    known, wanted = recall(at, SMALL), [version.pk for version in versions]
    found = {pk: known["verification", pk] for pk in wanted if ("verification", pk) in known}
    missing = [pk for pk in wanted if pk not in found]
    for start in range(0, len(missing), MOST_AT_ONCE):
        part = missing[start : start + MOST_AT_ONCE]
        acts = Verification.objects.filter(version__in=part, revision__lte=at.revision, at__lte=at.at).order_by()
        last = Verification.objects.filter(pk__in=acts.values("version").annotate(last=Max("pk")).values("last"))
        read = {act.version_id: act for act in last}
        found |= {pk: read.get(pk) for pk in part}
        known.update({("verification", pk): found[pk] for pk in part})
    return found


def prepare_trust(versions: Iterable[Checked], at: Moment) -> None:
    """Read at once what the trust in all these cards' versions rests on, instead of one by one later."""
    new = [version for version in versions if ("basis", version.pk) not in recall(at, SMALL)]
    if recall(at) is not recall(at):  # Where nothing is kept, reading ahead would be reading twice.
        return
    last_verifications(new, at)
    in_force(Subject.Kind.FACT, {slug for version in new for slug in version.facts}, at)
    in_force(Subject.Kind.OFFER, {slug for version in new for slug in version.offers}, at)


def said_of_facts(version: Checked, at: Moment) -> dict[str, str]:
    """For each fact that the version quotes and that is in force: a digest of its values."""
    facts = in_force(Subject.Kind.FACT, version.facts, at)
    return {slug: _digest_of_values(fact, at) for slug, fact in facts.items()}


def _digest_of_values(fact: Version, at: Moment) -> str:
    """Of a version in force, which many cards quote; kept for the epoch."""
    known, key = recall(at, SMALL), ("values", fact.pk)
    if key not in known:
        known[key] = digest_of(values_of(fact.content))
    digest: str = known[key]
    return digest


def offers_in_force(version: Checked, at: Moment) -> set[str]:
    return set(in_force(Subject.Kind.OFFER, version.offers, at))


def values_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """What of a fact's content a verification is about."""
    return {name: content.get(name) for name in ("type", "value", "unit", "variants")}


def _other_since(version: Checked, slug: str, digest: str, verified: datetime, at: Moment) -> datetime:
    """From when on, without a break, the fact has had other values than those of this digest; not before `verified`."""
    since = at.at
    for instant in _turns("fact", slug, at):
        said = said_of_facts(version, Moment(max(instant, verified), at.revision))
        if said.get(slug) in (digest, None):
            return since
        since = max(instant, verified)
        if instant <= verified:
            break
    return since


def _ended(kind: str, slug: str, at: Moment) -> datetime:
    """The last instant at which something of it began or ended before the moment."""
    return next(iter(_turns(kind, slug, at)), at.at)


def _turns(kind: str, slug: str, at: Moment) -> list[datetime]:
    """Every instant up to the moment at which something of it began or ended, the latest first."""
    log = Publication.objects.filter(subject__kind=kind, subject__slug=slug, number__lte=at.revision)
    log = log.exclude(kind__in=(Publication.Kind.TRUST, Publication.Kind.VOCABULARY))
    instants = {instant for pair in log.values_list("effective_from", "effective_until") for instant in pair}
    return sorted((instant for instant in instants if instant is not None and instant <= at.at), reverse=True)
