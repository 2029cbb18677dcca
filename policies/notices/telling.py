"""What people are told: each cause once to each person, however often it is noticed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from policies.models import HookDelivery, Notice, NoticeHook, Subject
from policies.notices.words import KINDS
from policies.people.directory import called
from policies.people.standing_in import Whereabouts, whereabouts

MOST_AT_ONCE = 400  # SQLite takes a limited number of parameters.


@dataclass(frozen=True, slots=True)
class Cause:
    """Why people are told something. `key` names it for ever; `params` are JSON values for the sentence of the `kind`.

    `is_urgent` when somebody cannot go on without it; as usual for the kind, when nothing is said.
    """

    kind: str
    key: str
    path: str
    subject: Subject | None = None
    params: dict[str, Any] = field(default_factory=dict)
    is_urgent: bool | None = None


Told = tuple[Any, Cause]


def tell(
    person: Any,
    kind: str,
    key: str,
    subject: Subject | None = None,
    *,
    path: str,
    is_urgent: bool | None = None,
    **params: Any,
) -> None:
    """Tell one person, and the deputy of somebody who is away. Harmless when it was said before."""
    tell_all([(person, Cause(kind, key, path, subject, params, is_urgent))])


def tell_all(said: Iterable[Told]) -> int:
    """Tell everyone what they were not told yet. Returns how many notices are new.

    Call it inside the act's transaction or anywhere else: two at once, or one again, tell nobody twice.
    """
    asked = {(person.pk, cause.key): (person, cause) for person, cause in said}
    missing = [asked[pair] for pair in asked.keys() - _known(asked)]
    if not missing:
        return 0
    rows = {(row.person_id, row.key): row for row in _rows(missing, whereabouts(timezone.now()))}
    new = {pair: rows[pair] for pair in rows.keys() - _known(rows)}
    with transaction.atomic():
        # Always in the same order: two who tell the same people never wait for each other in a circle.
        Notice.objects.bulk_create([new[pair] for pair in sorted(new)], ignore_conflicts=True)
        _deliver(list(new.values()))
    return len(new)


def notices_of(user: Any) -> QuerySet[Notice]:
    """The person's own, the newest first."""
    return Notice.objects.filter(person=user).select_related("subject")


def unseen_count(user: Any) -> int:
    """How many are new to the person; one count in an index that holds nothing else."""
    return Notice.objects.filter(person=user, seen_at=None).count()


def see(user: Any, pks: Iterable[int]) -> int:
    """The person has taken note of these; of somebody else's none is changed."""
    return notices_of(user).filter(pk__in=list(pks), seen_at=None).update(seen_at=timezone.now())


def see_all(user: Any) -> int:
    return notices_of(user).filter(seen_at=None).update(seen_at=timezone.now())


def _known(pairs: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    """Which of these were told already, as (person, key)."""
    wanted = sorted(pairs)
    found: set[tuple[int, str]] = set()
    for start in range(0, len(wanted), MOST_AT_ONCE):
        people, keys = zip(*wanted[start : start + MOST_AT_ONCE], strict=True)
        rows = Notice.objects.filter(person__in=set(people), key__in=set(keys)).order_by()
        found.update(rows.values_list("person_id", "key"))
    return found


def _rows(said: Iterable[Told], there: Whereabouts) -> Iterator[Notice]:
    """One for each person, then one for the deputy of each who is away; nobody's who has left."""
    said, now = list(said), timezone.now()
    said_to = {(person.pk, cause.key) for person, cause in said}
    instead: list[tuple[int, Any, Cause]] = []
    for person, cause in said:
        if person.pk in there.active:
            yield _row(person.pk, cause, now, {})
        acting = None if there.is_there(person.pk) else there.acting_for(person.pk)
        if acting is not None:
            instead.append((acting, person, cause))
    for acting, person, cause in instead:
        if (acting, cause.key) not in said_to:
            yield _row(acting, cause, now, {"instead_of": called(person)})


def _row(person: int, cause: Cause, now: Any, more: dict[str, Any]) -> Notice:
    is_urgent = KINDS[cause.kind].is_urgent if cause.is_urgent is None else cause.is_urgent
    return Notice(
        person_id=person,
        key=cause.key,
        kind=cause.kind,
        subject=cause.subject,
        params=cause.params | more,
        path=cause.path,
        is_urgent=is_urgent,
        created_at=now,
    )


def _deliver(rows: Sequence[Notice]) -> None:
    """Write down that chat tools are to be told of these causes too, once each."""
    hooks = list(NoticeHook.objects.filter(disabled_at=None)) if rows else []
    if not hooks:
        return
    wanted = Q(key__in={row.key for row in rows}, person__in={row.person_id for row in rows})
    stored = {notice.key: notice for notice in Notice.objects.filter(wanted)}
    deliveries = [
        HookDelivery(hook=hook, notice=notice, key=notice.key, next_at=notice.created_at)
        for notice in stored.values()
        for hook in hooks
        if not hook.kinds or notice.kind in hook.kinds
    ]
    HookDelivery.objects.bulk_create(deliveries, ignore_conflicts=True)
