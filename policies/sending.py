"""What all sending to other machines has in common: rows are taken by compare-and-set and tried again for three days."""

from datetime import datetime, timedelta
from random import uniform

from django.db.models import F

from policies.models.sending import Sending

LONGEST_WAIT = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(days=3)


def take(row: Sending, at: datetime, lease: timedelta) -> bool:
    """Of two workers one gets it; `row` is then as the database has it. After the lease the worker is taken for dead."""
    rows = type(row)._default_manager.filter(pk=row.pk, sent_at=None, next_at=row.next_at)
    if not rows.update(next_at=at + lease, attempts=F("attempts") + 1):
        return False
    row.next_at, row.attempts = at + lease, row.attempts + 1
    return True


def next_try(row: Sending, at: datetime, spread: float = 0.0) -> datetime:
    """1, 2, 4 ... minutes after the tries so far, six hours at most; give or take a share `spread` of that."""
    wait = min(timedelta(minutes=2 ** min(row.attempts - 1, 20)), LONGEST_WAIT)
    return at + wait * uniform(1 - spread, 1 + spread)  # noqa: S311 - so that not all come back at once; no secret
