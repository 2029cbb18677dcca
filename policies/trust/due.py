"""Which cards are due, overdue, doubted, or soon to be: all of them, or those that a person may verify."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import prefetch_related_objects

from policies.answers import INTERNAL, visible_cards
from policies.models import Subject, Version
from policies.moment import Moment
from policies.publishing import in_force
from policies.readable import verifiable_by
from policies.trust.basis import Basis, basis_of, prepare_trust
from policies.trust.tally import Tallied, tally

SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Standing:
    """A card's version in force, what its trust rests on, and its state at the moment."""

    version: Version
    basis: Basis
    state: str

    @property
    def subject(self) -> Subject:
        return self.version.subject

    @property
    def risk(self) -> str:
        risk: str = self.version.subject.card.risk
        return risk


def every_card(at: Moment, audience: str = INTERNAL) -> list[Standing]:
    """Every card that this audience may see, in the order of their slugs; a few queries for all."""
    slugs = visible_cards(audience, at).order_by("slug").values_list("slug", flat=True)
    return standings(slugs, at)


def standings(slugs: Iterable[str], at: Moment) -> list[Standing]:
    """Of those of the cards that are in force."""
    versions = list(in_force(Subject.Kind.CARD, slugs, at).values())
    prefetch_related_objects(versions, "subject__owner")
    prepare_trust(versions, at)
    bases = [(version, basis_of(version, at)) for version in versions]
    return [Standing(version, basis, basis.state_at(at.at)) for version, basis in bases]


def to_verify(user: Any, at: Moment) -> list[Standing]:
    """What this person may verify and is due, or will be soon; what is due longest first."""
    found = standings((card.slug for card in tallied_to_verify(user, at)), at)
    return sorted(found, key=lambda standing: (standing.basis.due_at, standing.subject.slug))


def tallied_to_verify(user: Any, at: Moment) -> list[Tallied]:
    """The same for a count, or for the first of a long list: what is due longest first, and nothing read of what it says."""
    late = [card for card in tally(at) if card.due_at <= at.at + SOON]
    if not late:
        return []
    mine = set(Subject.objects.filter(verifiable_by(user, at.at), kind="card").order_by().values_list("pk", flat=True))
    return sorted((card for card in late if card.subject in mine), key=lambda card: (card.due_at, card.slug))
