"""How far what follows the database is behind it: this host's search index, the queues, and who was last seen working."""

import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min
from django.utils import timezone
from kombu.entity import Queue
from kombu.exceptions import ChannelError, OperationalError

from kb.celery import app
from kb.models import Pulse
from policies.models import EscalationDelivery, HookDelivery, Publication, WebhookDelivery
from policies.publishing import current_revision
from search.engine import mirrored

OUTBOXES = {"hooks": HookDelivery, "queues": EscalationDelivery, "webhooks": WebhookDelivery}
BEAT, FOLLOWER = "beat", "follower"
QUEUE = "celery"  # Celery's own name for the one queue.


@dataclass(frozen=True, slots=True)
class IndexLag:
    """Of one audience's index on this host: None of a revision is an index that is not there."""

    audience: str
    revision: int | None
    revisions: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages for other machines that stand in the database: how many, and for how long the oldest should have left."""

    box: str
    rows: int
    seconds: float


def index_lags() -> list[IndexLag]:
    """In revisions, and in seconds since the first of those that are missing took effect."""
    current, at = current_revision(), timezone.now()
    return [_index_lag(audience, mirror, current, at) for audience, mirror in mirrored().items()]


def _index_lag(audience: str, mirror: int | None, current: int, at: datetime) -> IndexLag:
    if mirror is not None and mirror >= current:
        return IndexLag(audience, mirror, 0, 0.0)
    missing = Publication.objects.filter(number__gt=mirror or 0).aggregate(first=Min("recorded_at"))["first"]
    return IndexLag(audience, mirror, current - (mirror or 0), (at - missing).total_seconds() if missing else 0.0)


def waiting() -> list[Waiting]:
    at = timezone.now()
    return [
        _waiting(box, rows._default_manager.filter(sent_at=None, next_at__isnull=False), at) for box, rows in OUTBOXES.items()
    ]


def _waiting(box: str, rows: Any, at: datetime) -> Waiting:
    found = rows.aggregate(rows=Count("pk"), first=Min("next_at"))
    late = (at - found["first"]).total_seconds() if found["first"] else 0.0
    return Waiting(box, found["rows"], max(late, 0.0))


def broker_length() -> int:
    """How many tasks wait for a worker. Raises OSError when the broker is out of reach."""
    try:
        with app.connection_for_read(connect_timeout=2) as connection:
            queue: Any = Queue(QUEUE)  # type: ignore[no-untyped-call]
            return int(queue(connection.default_channel).queue_declare().message_count)
    except (OperationalError, ChannelError) as error:
        raise OSError(str(error)) from error


def beat_once(part: str, revision: int = 0) -> None:
    """Leave a sign of life of this host's part."""
    Pulse.objects.update_or_create(
        part=part, host=socket.gethostname()[:200], defaults={"at": timezone.now(), "revision": revision}
    )


def last_seen(part: str, host: str = "") -> timedelta | None:
    """How long ago, on this host or on any; None for never."""
    pulses = Pulse.objects.filter(part=part, **({"host": host} if host else {}))
    at = pulses.order_by("-at").values_list("at", flat=True).first()
    return timezone.now() - at if at else None
