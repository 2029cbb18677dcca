"""What limits an offer: how often it was accepted, whether it cools down for a customer, and who has which code. Reads only."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from policies.models import OfferOutcome

Kind = OfferOutcome.Kind
MADE = (Kind.SHOWN, Kind.ACCEPTED, Kind.DECLINED)


def was_made(offer_id: int, customer: Sequence[str], days: int, at: datetime) -> bool:
    """Was this customer (hashes) shown it, on any channel, in the days before?"""
    made = OfferOutcome.objects.filter(offer=offer_id, customer__in=customer, kind__in=MADE)
    return made.filter(at__gt=at - timedelta(days=days), at__lte=at).exists()


def accepted_so_far(offer_id: int, at: datetime | None = None) -> int:
    """How much of a budget was used (up to the instant): over all versions, so that mending a word does not fill it again."""
    accepted = OfferOutcome.objects.filter(offer=offer_id, kind=Kind.ACCEPTED)
    return (accepted if at is None else accepted.filter(at__lte=at)).count()


def code_for(offer_id: int, codes: Sequence[str], customer: Sequence[str], at: datetime) -> str:
    """The customer's own code: the one given to them, else a free one. Empty if there is none, or they used theirs.

    Nothing is written when an offer is shown, so each customer has an order of preference of their own: two who ask in the same
    second hardly ever see the same code, and one who asks twice sees the same.
    """
    if not customer:
        return ""
    outcomes = OfferOutcome.objects.filter(offer=offer_id, at__lte=at).exclude(code="")
    given = list(outcomes.values_list("code", "customer", "kind"))
    theirs = [(code, kind) for code, owner, kind in given if owner in customer]
    if theirs:
        is_used = any(kind == Kind.ACCEPTED for _, kind in theirs)
        return theirs[0][0] if theirs[0][0] in codes and not is_used else ""
    taken = {code for code, _, _ in given}
    free = (code for code in codes if code not in taken)
    return min(free, key=lambda code: hashlib.sha256(f"{customer[0]} {code}".encode()).digest(), default="")
