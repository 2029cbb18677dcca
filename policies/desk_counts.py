"""How much waits on a person's desk, for the navigation of every page: never another number than the length of the list.

What is on a desk changes by acts, each of which writes an event; and with time. So the lengths are kept for as long as there is
no new event, and for a minute at most. A page then costs one short query, however much there is in the store.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from policies.desk import OWN, queues_of
from policies.happened import Happened, happened
from policies.memory import recall
from policies.people.roles import is_colleague


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
    """Nothing for somebody without a role. One query as long as nothing happens."""
    if not is_colleague(user):
        return NOTHING
    known = happened(user)
    return Counts(_lengths(user, known), known.unseen)


def _lengths(user: Any, so_far: Happened) -> Mapping[str, int]:
    at, known = so_far.at, recall(so_far.at)
    key, state = ("desk", user.pk), (so_far.events, at.at.replace(second=0, microsecond=0))
    kept = known.get(key)
    if kept is None or kept[0] != state:
        kept = known[key] = (state, queues_of(user, at).lengths())
    found: Mapping[str, int] = kept[1]
    return found
