"""What is not kept for ever: customers' words and hashes of who they are, emptied when their days are over.

The rows stay where they are counted or prove something; only what is personal goes. Some hundreds at a time, each an act of its
own with an event that says how many, so that nobody waits and a worker that is killed loses nothing. See `docs/privacy.md`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from policies.act import act
from policies.events import record
from policies.models import Escalation, Flag, Notice, OfferOutcome

AT_ONCE = 500
GONE = "…"  # Stands in the sentence of a notice in place of what was said.
Empty = Callable[[datetime], int]


def empty_what_is_over() -> int:
    """Empty all of it, batch by batch. Returns how many rows."""
    return sum(empty_kind(kind, empty) for kind, empty in KINDS.items())


def empty_kind(kind: str, empty: Empty) -> int:
    """`empty` takes an instant and some of the rows before it. Every row is over at the start of a day, so that most calls find
    nothing to do.
    """
    before, done = over_before(kind), 0
    while count := _batch(kind, empty, before):
        done += count
    return done


def over_before(kind: str) -> datetime:
    """What is older than this is not kept any more: the start of the day so many days ago, in the store's time zone."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=settings.KEEP_DAYS[kind])


@act
def _batch(kind: str, empty: Empty, before: datetime) -> int:
    count = empty(before)
    if count:
        record("empty", f"kept:{kind}", by=None, rows_emptied=count, before_instant=before.isoformat())
    return count


def _escalations(before: datetime) -> int:
    found = Escalation.objects.filter(created_at__lt=before, emptied_at=None).order_by("pk").values("pk")[:AT_ONCE]
    gone = {"question": "", "message": "", "note": "", "customer": "", "emptied_at": timezone.now()}
    return Escalation.objects.filter(pk__in=[row["pk"] for row in found]).update(**gone)


def _comments(before: datetime) -> int:
    """What customers said in flags, and in the notices that repeat it."""
    said = Flag.objects.filter(at__lt=before, by=None).exclude(comment="").order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    flags = list(said)
    keys = [f"flag:{pk}" for pk in flags]
    notices = list(Notice.objects.filter(kind="flagged", key__in=keys))
    for notice in notices:
        notice.params = {**notice.params, "comment": GONE}
    Notice.objects.bulk_update(notices, ["params"])
    return Flag.objects.filter(pk__in=flags).update(comment="")


def _customers(before: datetime) -> int:
    """An outcome still counts; to whom and for which order the offer was made is forgotten."""
    known = (
        OfferOutcome.objects.filter(~Q(customer="") | ~Q(order=""), at__lt=before).order_by("pk").values_list("pk", flat=True)
    )
    return OfferOutcome.objects.filter(pk__in=list(known[:AT_ONCE])).update(customer="", order="")


KINDS: dict[str, Empty] = {"escalations": _escalations, "comments": _comments, "customers": _customers}
