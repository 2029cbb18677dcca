"""What the clock does to verifications: due soon, due, about to be overdue, overdue. One notice for each step."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from typing import Any

from policies.models import Card, Channel, Subject, Verification, Version
from policies.moment import Moment
from policies.notices.causes import about
from policies.notices.readers import Readers, without
from policies.notices.telling import Told
from policies.trust.basis import Basis, basis_of, last_verifications, prepare_trust
from policies.trust.ladder import ESCALATE, NOTICE, with_usual

SOON = timedelta(days=14)
LAST_CALL = timedelta(days=7)
BY_CLOCK = ("interval", "date")
KINDS = {"fact": "fact_changed", "offer": "offer_changed", "doubt": "doubted"}


def due_cards(at: Moment, readers: Readers) -> Iterator[Told]:
    """For every card in force the last step it has reached: what came before it is part of it and said no more."""
    live = Card.objects.live_at(at).order_by().values("live_version_id")
    versions = list(Version.objects.filter(pk__in=live).select_related("subject").defer("rendered"))
    prepare_trust(versions, at)
    bases = {version.pk: basis_of(version, at) for version in versions}
    near = [pk for pk, basis in bases.items() if at.at >= basis.due_at - SOON]
    # Most are far from due: only of the others is all read that a notice says.
    due = Version.objects.select_related("subject__topic", "subject__owner", "subject__card").defer("rendered").in_bulk(near)
    verifications = last_verifications(due.values(), at)
    for pk, version in due.items():
        verification = verifications[pk]
        if verification is not None:
            yield from _reached(version, verification, bases[pk], readers)


def _reached(version: Version, verification: Verification, basis: Basis, readers: Readers) -> Iterator[Told]:
    subject: Any = version.subject
    at = readers.at
    last_call = basis.expires_at - min(LAST_CALL, (basis.expires_at - basis.due_at) / 2)
    if at >= basis.expires_at or at >= last_call > basis.due_at:
        step, asked = ("expired", 3) if at >= basis.expires_at else ("expires_soon", 2)
        params = {"expires_at": basis.expires_at.isoformat(), "then": then_for(subject)}
        cause = about(version, step, f"{step}:{verification.pk}", **params)
        people = without([*readers.keepers(subject), *chain.from_iterable(readers.rungs(subject)[:asked])])
    elif at >= basis.due_at:
        kind = KINDS.get(basis.reason, "due")
        params = {"due_at": basis.due_at.isoformat(), "about": basis.about, "comment": basis.about}
        cause, people = about(version, kind, f"due:{verification.pk}", **params), readers.keepers(subject)
    elif at >= basis.due_at - SOON and basis.reason in BY_CLOCK:
        due_at = basis.due_at.isoformat()
        cause, people = about(version, "due_soon", f"soon:{verification.pk}", due_at=due_at), readers.keepers(subject)
    else:
        return
    yield from ((person, cause) for person in people)


def then_for(subject: Subject) -> dict[str, list[str]]:
    """What channels will do with the card's answers once its check is overdue, by step; those that just serve are left out."""
    card: Any = subject
    steps: dict[str, list[str]] = {NOTICE: [], ESCALATE: []}
    for channel in Channel.objects.order_by("slug"):
        step = with_usual(channel.ladder, channel.audience)["expired"][card.card.risk]
        if step in steps:
            steps[step].append(channel.slug)
    return steps
