"""What begins or ends by itself is told at its instant: nobody publishes anything then, so the beat looks for it."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import F, Q, QuerySet

from policies.act import act
from policies.models import Publication, Webhook
from policies.moment import Moment
from policies.publishing import current_revision, in_force, now
from policies.webhooks.told import BEGAN, ENDED, write_of

# Looked at again, because another host's clock may be behind ours: what it has published since may begin before now.
OVERLAP, MICROSECOND = timedelta(minutes=2), timedelta(microseconds=1)
Turn = tuple[datetime, int, str]


def tell_turns() -> None:
    """Write down for every webhook what began or ended since last time; each turn once, however often it is looked for."""
    webhooks = list(Webhook.objects.all())
    since = min((webhook.turned_at for webhook in webhooks), default=None)
    if since is not None and _log_between(since - OVERLAP, now().at).exists():
        _write_turns()


@act
def _write_turns() -> None:
    """Under the log's lock, so that what is about to be published with an instant of its own is not overlooked."""
    at = now()
    webhooks = list(Webhook.objects.select_related("channel"))
    since = min((webhook.turned_at for webhook in webhooks), default=at.at) - OVERLAP
    entries = _log_between(since, at.at).select_related("subject", "version").order_by("number", "id")
    for (instant, number, kind), lines in _turns_of(entries, since, at.at):
        told = [webhook for webhook in webhooks if instant > max(webhook.created_at, webhook.turned_at - OVERLAP)]
        write_of(told, lines, kind, f"{number}:{kind}:{instant:%Y%m%d%H%M%S%f}", instant, at.revision)
    Webhook.objects.filter(turned_at__lt=at.at).update(turned_at=at.at)


def _log_between(since: datetime, now: datetime) -> QuerySet[Publication]:
    """Lines that began later than they were written, or that end, in this time."""
    begins = Q(effective_from__gt=F("recorded_at")) & Q(effective_from__gt=since, effective_from__lte=now)
    ends = Q(effective_until__gt=since, effective_until__lte=now)
    return Publication.objects.filter(begins | ends)


def _turns_of(entries: Iterable[Publication], since: datetime, now: datetime) -> Iterator[tuple[Turn, list[Publication]]]:
    """What began together under one revision, and what ended together, in the order of their instants."""
    turns = [
        ((instant, entry.number, kind), entry)
        for entry in entries
        for instant, kind in ((entry.effective_from, BEGAN), (entry.effective_until, ENDED))
        if instant is not None and since < instant <= now and _did(entry, kind, instant)
    ]
    turns.sort(key=lambda turn: turn[0])
    for turn, lines in groupby(turns, key=lambda pair: pair[0]):
        yield turn, [entry for _, entry in lines]


def _did(entry: Publication, kind: str, instant: datetime) -> bool:
    """Whether this line really made a difference then: it may have been withdrawn, or have been replaced, before."""
    if kind == BEGAN and instant == entry.recorded_at:
        return False
    subject, version = entry.subject, entry.version
    if entry.kind != Publication.Kind.PUBLISH or subject is None:
        return True
    moment = Moment(instant if kind == BEGAN else instant - MICROSECOND, current_revision())
    return in_force(subject.kind, [subject.slug], moment).get(subject.slug) == version
