"""What works beside the web: Redis, the worker and the beat, this host's index and answer model."""

import socket
from collections.abc import Iterator
from datetime import timedelta

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError

from kb.operating.findings import Finding, ok, warning, wrong
from kb.operating.lag import BEAT, FOLLOWER, broker_length, index_lags, last_seen, waiting
from policies.publishing import current_revision
from search import engine
from search.folder import AUDIENCES
from search.model import shelf
from search.model.encoder import encoder

BEAT_LATE, FOLLOWER_LATE = timedelta(minutes=2), timedelta(minutes=1)
INDEX_LATE, MESSAGES_LATE = 30.0, 900.0
START = "Start it: systemctl start concord-worker concord-beat, or docker compose up -d worker beat (make run has its own)."


def broker() -> Iterator[Finding]:
    if not settings.REDIS_URL:
        try:
            yield ok("broker", f"The embedded queue works; {broker_length()} tasks wait.")
        except OSError as error:
            yield wrong(
                "broker", f"The embedded queue cannot be used: {error}", "Run manage.py run once, which makes its folders."
            )
        return
    try:
        client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2)
        client.ping()
        policy = str(client.config_get("maxmemory-policy").get("maxmemory-policy", ""))  # type: ignore[union-attr]
    except redis.ResponseError:
        yield ok("broker", "Redis answers; its eviction policy cannot be asked for.")
        return
    except redis.RedisError as error:
        yield wrong("broker", f"Redis does not answer: {error}", "Start Redis, or set REDIS_URL to where it is.")
        return
    if policy not in ("noeviction", "volatile-lru", "volatile-lfu", "volatile-ttl", "volatile-random"):
        said = f"Redis throws away what it likes when its memory is full ({policy}), tasks included."
        yield wrong("broker", said, "Set maxmemory-policy volatile-lru in redis.conf: only what expires by itself may go.")
    else:
        yield ok("broker", f"Redis answers; {broker_length()} tasks wait.")


def cached() -> Iterator[Finding]:
    try:
        cache.set("doctor", "well", 10)
        is_well = cache.get("doctor") == "well"
    except (redis.RedisError, DatabaseError, OSError) as error:
        yield wrong(
            "cache", f"The cache cannot be used: {error}", "Run manage.py createcachetable; with Redis, see the broker."
        )
        return
    if is_well:
        yield ok("cache", "What is put into the cache comes back.")
    else:
        yield wrong("cache", "The cache forgets at once.", "Give Redis more memory (maxmemory).")


def at_work() -> Iterator[Finding]:
    seen = last_seen(BEAT)
    if seen is None or seen > BEAT_LATE:
        when = "never was seen at work" if seen is None else f"was last seen {seen.total_seconds():.0f} s ago"
        yield wrong("worker", f"A worker that does what the beat asks {when}.", START)
    else:
        yield ok("worker", "The beat asks and a worker does.")
    late = [box for box in waiting() if box.seconds > MESSAGES_LATE]
    for box in late:
        said = f"{box.rows} messages of {box.box} wait, the oldest for {box.seconds:.0f} s."
        yield warning("worker", said, "See that the worker runs, and in its log why they cannot be sent.")


def index() -> Iterator[Finding]:
    whole = True
    for lag in index_lags():
        if lag.revision is None or lag.seconds > INDEX_LATE:
            whole = False
            said = "is not there" if lag.revision is None else f"lacks {lag.revisions} revisions, for {lag.seconds:.0f} s"
            mend = "Run manage.py search_index sync; see that manage.py follow (part of serve) runs on this host."
            yield wrong("index", f"The {lag.audience} index {said}.", mend)
    for difference in engine.check():
        if difference.cards:
            whole = False
            several = f"{len(difference.cards)} cards, such as {difference.cards[0]}"
            said = f"The {difference.audience} index differs from the database in {several}."
            yield wrong("index", said, "Run manage.py search_index rebuild.")
    if whole:
        yield ok("index", "The index holds what the database holds.")
    if settings.IS_PRODUCTION and engine.is_of_host():
        seen = last_seen(FOLLOWER, socket.gethostname())
        if seen is None or seen > FOLLOWER_LATE:
            yield wrong("index", "No follower is at work on this host.", "Start manage.py serve, or manage.py follow, on it.")


def model() -> Iterator[Finding]:
    by = encoder()
    if by is None:
        yield ok("answer model", "Switched off (ANSWER_ENCODER=none): the index decides alone.")
        return
    for audience in AUDIENCES:
        edition = shelf.edition(audience)
        if edition is None:
            said = f"There is none for {audience} channels on this host."
        elif edition.schema != shelf.schema_stamp(by.name):
            said = f"That of {audience} channels was fitted by another release."
        elif edition.revision > current_revision():
            said = f"That of {audience} channels is of a later revision than the database: an older backup was restored."
        else:
            yield ok("answer model", f"That of {audience} channels was fitted at revision {edition.revision}.")
            continue
        yield warning("answer model", said, "The follower or the worker fits it within a minute; until then the index decides.")
