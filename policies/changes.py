"""What took effect since a revision, for whoever keeps a copy: complete, in order, and nothing an audience may not know of."""

from dataclasses import dataclass

from policies.change import Change, changes_in
from policies.models import Publication
from policies.publishing import current_revision


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes after the revision asked for, up to and with `revision`; `has_more` when the log goes on after that."""

    changes: tuple[Change, ...]
    revision: int
    has_more: bool


def changes_after(revision: int, audience: str, *, limit: int) -> Changes:
    """The changes of the next `limit` revisions, each revision whole.

    Numbers are taken under the lock of the counter, so a revision that is there has all before it: who has stored N and asks
    for what is after N misses nothing.
    """
    known = current_revision()
    numbers = list(
        Publication.objects.filter(number__gt=revision, number__lte=known)
        .order_by("number")
        .values_list("number", flat=True)
        .distinct()[: limit + 1]
    )
    last = numbers[limit - 1] if len(numbers) > limit else known
    log = Publication.objects.filter(number__gt=revision, number__lte=last).select_related("subject", "version")
    entries = list(log.order_by("number", "id"))
    return Changes(changes_in(entries, audience), max(last, revision), len(numbers) > limit)
