"""A check that becomes due or overdue is told at its instant: nobody does anything then, so the beat looks for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from policies.act import act
from policies.answers import visible_cards
from policies.change import Change
from policies.models import Channel, Publication, Version, Webhook, WebhookDelivery
from policies.moment import Moment
from policies.publishing import now
from policies.trust.tally import Tallied, tally
from policies.webhooks.told import DUE, EXPIRED, deliveries_of

# Looked at again, because what another host has published, or somebody has doubted, may count from before now.
OVERLAP = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Aged:
    """A card whose check became due or overdue at an instant."""

    instant: datetime
    kind: str
    card: Tallied

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.card.subject}:{self.instant:%Y%m%d%H%M%S%f}"


def tell_ageing() -> None:
    """Write down for every webhook which checks became due or overdue since last time; each once, however often it is looked
    for. A card that was verified again before anybody looked is not told of.
    """
    since = min(Webhook.objects.values_list("aged_at", flat=True), default=None)
    if since is not None and any(_aged(now(), since - OVERLAP)):
        _write()


@act
def _write() -> None:
    """Under the log's lock, so that nothing of what is told is verified meanwhile."""
    at = now()
    webhooks = list(Webhook.objects.select_related("channel"))
    since = min((webhook.aged_at for webhook in webhooks), default=at.at) - OVERLAP
    aged = sorted(_aged(at, since), key=lambda one: (one.instant, one.kind, one.card.slug))
    numbers = dict(Version.objects.filter(pk__in={one.card.version for one in aged}).values_list("pk", "number"))
    public = set(
        visible_cards(Channel.Audience.PUBLIC, at)
        .filter(pk__in={one.card.subject for one in aged})
        .values_list("pk", flat=True)
    )
    deliveries: list[WebhookDelivery] = []
    for one in aged:
        change = _change(one, numbers[one.card.version], at.revision)
        for webhook in webhooks:
            is_known = webhook.channel.audience != Channel.Audience.PUBLIC or one.card.subject in public
            if is_known and one.instant > max(webhook.created_at, webhook.aged_at - OVERLAP):
                deliveries += deliveries_of(webhook, [change], one.kind, one.key, one.instant, at.revision)
    WebhookDelivery.objects.bulk_create(deliveries, batch_size=500, ignore_conflicts=True)
    Webhook.objects.filter(aged_at__lt=at.at).update(aged_at=at.at)


def _aged(at: Moment, since: datetime) -> Iterator[Aged]:
    """What became due or overdue after `since` and is so at the moment."""
    for card in tally(at):
        for instant, kind in ((card.due_at, DUE), (card.expires_at, EXPIRED)):
            if since < instant <= at.at:
                yield Aged(instant, kind, card)


def _change(one: Aged, version: int, revision: int) -> Change:
    """As a line of the log would say it, though there is none: whoever keeps what is said of the card forgets it."""
    return Change(
        revision=revision,
        kind=Publication.Kind.TRUST,
        thing=f"card:{one.card.slug}",
        version=version,
        cards=(one.card.slug,),
        effective_from=one.instant,
        effective_until=None,
        recorded_at=one.instant,
    )
