"""How much waits on a person's desk, for the navigation of every page: never another number than the length of the list.

What is on a desk changes by acts, each of which writes an event; and with time. So the lengths are kept for as long as there is
no new event, and for a minute at most. A page then costs three short queries, however much there is in the store.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from policies.desk import OWN, queues_of
from policies.events import EVENTS
from policies.memory import recall
from policies.models import Counter
from policies.moment import Moment
from policies.notices.telling import unseen_count
from policies.people.roles import is_colleague
from policies.publishing import now


@dataclass(frozen=True, slots=True)
class Counts:
    """`queues` by the names in `desk.Queues`; `notices` are those not seen."""

    queues: Mapping[str, int] = field(default_factory=dict)
    notices: int = 0

    @property
    def all(self) -> int:
        """What others wait for: everything but one's own drafts and what is with others."""
        return sum(count for name, count in self.queues.items() if name not in OWN)

    @property
    def own(self) -> int:
        """What has no page but the desk."""
        return sum(self.queues.get(name, 0) for name in ("to_review", "to_publish", "to_merge", "to_confirm"))

    @property
    def verify(self) -> int:
        """What stands on the pages about verifying."""
        return sum(self.queues.get(name, 0) for name in ("to_verify", "flags", "second_looks"))


NOTHING = Counts()


def counts_of(user: Any) -> Counts:
    """Nothing for somebody without a role. At most three queries as long as nothing happens."""
    if not is_colleague(user):
        return NOTHING
    at = now()
    return Counts(_lengths(user, at), unseen_count(user))


def _lengths(user: Any, at: Moment) -> Mapping[str, int]:
    known = recall(at)
    last = Counter.objects.filter(name=EVENTS).values_list("value", flat=True).first()
    key, state = ("desk", user.pk), (last, at.at.replace(second=0, microsecond=0))
    kept = known.get(key)
    if kept is None or kept[0] != state:
        kept = known[key] = (state, queues_of(user, at).lengths())
    found: Mapping[str, int] = kept[1]
    return found
