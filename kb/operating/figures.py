"""Figures of the whole installation for Prometheus, read from the database: the same whichever process is asked.

Labels are names of channels, states and kinds; never anything that somebody wrote.
"""

from collections.abc import Iterator
from datetime import timedelta
from time import monotonic

from django.db.models import Count, Sum
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric

from kb.models import Comparison
from kb.operating.lag import BEAT, broker_length, index_lags, last_seen, waiting
from policies.models import Served
from policies.publishing import current_revision, now
from policies.trust.tally import tally
from search.models import Question

KEPT_SECONDS = 10.0  # Whoever asks more often gets the same again.
DAY = timedelta(days=1)
Rows = list[tuple[list[str], float]]


class Figures:
    """A collector of prometheus_client."""

    def __init__(self) -> None:
        self._read_at, self._kept = -KEPT_SECONDS, list[Metric]()

    def forget(self) -> None:
        """Read anew at the next look."""
        self._read_at = -KEPT_SECONDS

    def collect(self) -> Iterator[Metric]:
        if monotonic() - self._read_at >= KEPT_SECONDS:
            self._kept, self._read_at = list(figures()), monotonic()
        yield from self._kept


def figures() -> Iterator[Metric]:
    yield gauge("concord_revision", "The last revision.", [([], current_revision())])
    lags = index_lags()
    told = "of this host's search index; -1 where there is none."
    yield gauge(
        "concord_index_revision",
        f"The revision {told}",
        _of([(x.audience, -1 if x.revision is None else x.revision) for x in lags]),
        "audience",
    )
    yield gauge(
        "concord_index_lag_revisions",
        "How many revisions it lacks.",
        _of([(x.audience, x.revisions) for x in lags]),
        "audience",
    )
    yield gauge(
        "concord_index_lag_seconds", "Since when it lacks them.", _of([(x.audience, x.seconds) for x in lags]), "audience"
    )
    boxes = waiting()
    yield gauge("concord_outbox_rows", "Messages to other machines that wait.", _of([(x.box, x.rows) for x in boxes]), "box")
    yield gauge(
        "concord_outbox_late_seconds", "How late the oldest of them is.", _of([(x.box, x.seconds) for x in boxes]), "box"
    )
    yield from _queue()
    yield from _answers()
    yield from _comparison()


def _queue() -> Iterator[Metric]:
    try:
        yield gauge("concord_broker_up", "Can the broker be reached?", [([], 1)])
        yield gauge("concord_broker_tasks", "Tasks that wait for a worker.", [([], broker_length())])
    except OSError:
        yield gauge("concord_broker_up", "Can the broker be reached?", [([], 0)])
    seen = last_seen(BEAT)
    if seen is not None:
        yield gauge("concord_beat_age_seconds", "Since a worker last did what the beat asks.", [([], seen.total_seconds())])


def _answers() -> Iterator[Metric]:
    today = Served.objects.filter(day=timezone.localdate()).order_by()
    rows = today.values_list("channel", "status").annotate(count=Sum("count"))
    counted = [([channel, status], float(count)) for channel, status, count in rows]
    yield gauge("concord_answers_today", "Answers that left today.", counted, "channel", "status")
    asked = Question.objects.filter(asked_at__gt=timezone.now() - DAY).order_by()
    bands = [([band or "none"], float(count)) for band, count in asked.values_list("band").annotate(count=Count("pk"))]
    yield gauge("concord_questions_last_day", "Questions of the last 24 hours, by how sure the answer was.", bands, "band")
    at = now()
    states = [card.state_at(at.at) for card in tally(at)]
    trust = _of([(state, states.count(state)) for state in ("verified", "due", "expired")])
    yield gauge("concord_cards", "Cards in force, by how far they can be trusted.", trust, "trust")


def _comparison() -> Iterator[Metric]:
    last = Comparison.objects.order_by("-pk").only("at", "divergences", "failures", "compared").first()
    if last is None:
        return
    age = (timezone.now() - last.at).total_seconds()
    yield gauge("concord_comparison_age_seconds", "Since all channels were last compared.", [([], age)])
    yield gauge("concord_comparison_compared", "Answers compared then.", [([], last.compared)])
    yield gauge("concord_comparison_divergences", "Of these, said differently.", [([], last.divergences)])
    yield gauge("concord_comparison_failures", "Channels that could not be asked.", [([], last.failures)])


def gauge(name: str, told: str, rows: Rows, *labels: str) -> Metric:
    family = GaugeMetricFamily(name, told, labels=labels)
    for values, value in rows:
        family.add_metric(values, float(value))
    return family


def _of(pairs: list[tuple[str, float]]) -> Rows:
    return [([str(name)], float(value)) for name, value in pairs]
