"""When the trust in answers next changes by itself: with time alone, nothing published."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import DurationField, ExpressionWrapper, F, QuerySet

from policies.memory import recall
from policies.models import Publication, Subject, Verification
from policies.moment import Moment

GRACE = ExpressionWrapper(F("expires_at") - F("due_at"), output_field=DurationField())
KEY = "next trust turn"


def next_trust_turn(at: Moment) -> datetime | None:
    """No card becomes due or overdue between the moment and this instant.

    At the instant itself perhaps none does: it comes from all verifications and not only from those that count, so that it
    costs a few queries and not a look at every card.
    """
    known = recall(at)
    if KEY not in known or (known[KEY] is not None and known[KEY] <= at.at):
        known[KEY] = min(_turns(at.at), default=None)
    found: datetime | None = known[KEY]
    return found


def _turns(at: datetime) -> Iterator[datetime]:
    """Dates of verifications; and what a changed fact or an ended offer makes due is overdue after the same days of grace."""
    acts = Verification.objects.order_by()
    yield from _next(acts, "due_at", at)
    yield from _next(acts, "expires_at", at)
    quoted = Publication.objects.filter(subject__kind__in=[Subject.Kind.FACT, Subject.Kind.OFFER]).order_by()
    quoting = acts.exclude(facts={}, offers=[])
    for grace in set(quoting.annotate(grace=GRACE).values_list("grace", flat=True).distinct()):
        for rows, name in ((quoted, "effective_from"), (quoted, "effective_until"), (quoting, "at"), (quoting, "verified_at")):
            yield from (instant + grace for instant in _next(rows, name, at - grace))


def _next(rows: QuerySet[Any], name: str, at: datetime) -> Iterator[datetime]:
    found = rows.filter(**{f"{name}__gt": at}).order_by(name).values_list(name, flat=True).first()
    if found is not None:
        yield found
