"""How far an answer can be trusted at an instant: derived from dated acts and from what changed since, never stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from policies.content.digest import digest_of
from policies.models import Publication, RiskRule, Subject, Verification, Version
from policies.moment import Moment
from policies.publishing import in_force

STATES = ("verified", "due", "expired")


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
        state = "verified" if at < self.due_at else "due" if at < self.expires_at else "expired"
        return Trust(state, self.verified_at, self.due_at)

    def due_from(self, instant: datetime, reason: str, about: str) -> "Basis":
        """Due from an earlier instant, with the same days of grace."""
        if instant >= self.due_at:
            return self
        return Basis(self.verified_at, instant, instant + (self.expires_at - self.due_at), reason, about)


def risk_rule(risk: str) -> RiskRule:
    return RiskRule.objects.get(pk=risk)


def basis_of(version: Version, at: Moment) -> Basis:
    """What the trust in a card's version rests on at the moment.

    A fact that it quotes has another value than when it was verified, or an offer of it has ended: due from that instant on.
    """
    last = last_verification(version, at)
    if last is None:  # Only in the preview of a release is anything said that was not approved yet.
        far = at.at + timedelta(days=365)
        return Basis(version.approved_at or at.at, far, far)
    reason = "doubt" if last.how == Verification.How.DOUBT else "interval"
    basis = Basis(last.verified_at, last.due_at, last.expires_at, reason, last.reason)
    now_said = said_of_facts(version, at)
    for slug, digest in last.facts.items():
        if slug in now_said and now_said[slug] != digest:
            basis = basis.due_from(max(_since("fact", slug, at), last.at), "fact", slug)
    for slug in set(last.offers) - offers_in_force(version, at):
        basis = basis.due_from(max(_since("offer", slug, at), last.at), "offer", slug)
    return basis


def last_verification(version: Version, at: Moment) -> Verification | None:
    """The act that counts at the moment."""
    acts = Verification.objects.filter(version=version, revision__lte=at.revision, at__lte=at.at)
    return acts.order_by("-id").first()


def said_of_facts(version: Version, at: Moment) -> dict[str, str]:
    """For each fact that the version quotes and that is in force: a digest of its values."""
    facts = in_force(Subject.Kind.FACT, getattr(version.typed, "facts", ()), at)
    return {slug: digest_of(_values(fact.content)) for slug, fact in facts.items()}


def offers_in_force(version: Version, at: Moment) -> set[str]:
    return set(in_force(Subject.Kind.OFFER, getattr(version.typed, "offers", ()), at))


def _values(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: content.get(name) for name in ("type", "value", "unit", "variants")}


def _since(kind: str, slug: str, at: Moment) -> datetime:
    """The last instant at which something of it began or ended before the moment."""
    log = Publication.objects.filter(subject__kind=kind, subject__slug=slug, number__lte=at.revision).exclude(kind="trust")
    began = log.filter(effective_from__lte=at.at).order_by(F("effective_from").desc())
    ended = log.filter(effective_until__lte=at.at).order_by(F("effective_until").desc())
    instants = [
        began.values_list("effective_from", flat=True).first(),
        ended.values_list("effective_until", flat=True).first(),
    ]
    return max((instant for instant in instants if instant is not None), default=at.at)
