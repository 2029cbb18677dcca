"""What a key that comes with a request is worth now: one short query, which tells the revision as well.

Every request with a key asks this, so it goes past the ORM (60 us instead of 500). The rows themselves are compared: a key that
was revoked or has ended, a channel that was switched off or set otherwise is another standing with the very next request,
whoever changed it and in whatever process.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from policies.keys import hash_of_key
from policies.models import Channel
from policies.models.holding import STANDS_AT
from policies.moment import Moment

STANDING = f"""
SELECT {STANDS_AT},
  k.id, k.hint, k.scopes, k.person_id, c.slug, c.audience, c.kind, c.allowed_origins, c.requests_per_minute,
  c.disabled_at, c.languages, c.ladder
FROM policies_channelkey k JOIN policies_channel c ON c.id = k.channel_id LEFT JOIN auth_user u ON u.id = k.person_id
WHERE k.hash = %s AND k.revoked_at IS NULL AND (k.ends_at IS NULL OR k.ends_at > %s) AND (k.person_id IS NULL OR u.is_active)
"""  # noqa: S608 - our own constants
Standing = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Presented:
    """A living key, and the instant at which it was asked for. Two requests with the same `standing` may do the same."""

    at: Moment
    hash: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Speaker:
    """A key's channel, as far as it decides what the key may do. `person` is whom it acts for (primary key), if anybody."""

    key_id: int
    hint: str
    scopes: frozenset[str]
    person: int | None
    channel: str
    audience: str
    is_for_visitors: bool
    origins: frozenset[str]
    requests_per_minute: int | None
    is_disabled: bool


def presented(secret: str) -> Presented | None:
    """None for what is no living key: unknown, revoked, ended, or of somebody whose account is closed."""
    hashed, database = hash_of_key(secret), connections[DEFAULT_DB_ALIAS]
    with database.cursor() as cursor:
        cursor.execute(STANDING, [hashed, database.ops.adapt_datetimefield_value(timezone.now())])
        row = cursor.fetchone()
    return Presented(Moment.now(row[0] or 0, row[1]), hashed, tuple(row[2:])) if row else None


@lru_cache(maxsize=1000)
def speaker(standing: Standing) -> Speaker:
    key_id, hint, scopes, person, slug, audience, kind, origins, rate, disabled_at, *_terms = standing
    channel = Channel(audience=audience, kind=kind)
    may, pages = frozenset(_listed(scopes)), frozenset(_listed(origins))
    is_disabled = disabled_at is not None
    return Speaker(key_id, hint, may, person, slug, audience, channel.is_for_visitors, pages, rate, is_disabled)


def _listed(text: str) -> Sequence[str]:
    """A list as both databases give JSON to who goes past the ORM."""
    found: Sequence[str] = json.loads(text)
    return found
