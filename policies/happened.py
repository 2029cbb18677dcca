"""How far the database is, as one person sees it: one short query instead of three, for what every page asks."""

from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.utils import timezone

from policies.models.holding import STANDS_AT
from policies.moment import Moment

# Past the ORM: pages that are kept in memory cost little more than this.
HAPPENED = f"""
SELECT {STANDS_AT}, (SELECT value FROM policies_counter WHERE name = 'events'),
  (SELECT COUNT(*) FROM policies_notice WHERE person_id = %s AND seen_at IS NULL)
"""  # noqa: S608 - our own constants
WITH_SESSION = (
    HAPPENED.rstrip()
    + """, s.session_data
FROM django_session s JOIN auth_user u ON u.id = %s WHERE s.session_key = %s AND s.expire_date > %s AND u.is_active
"""
)


@dataclass(frozen=True, slots=True)
class Happened:
    """`at` is this instant with all that is published, `events` the number of the last event, `unseen` notices are new.

    `session` is the session's row as it lies in the database, where it was asked for.
    """

    at: Moment
    events: int
    unseen: int
    session: str = ""


def happened(user: Any) -> Happened:
    with connection.cursor() as cursor:
        cursor.execute(HAPPENED, [user.pk])
        revision, recorded_at, events, unseen = cursor.fetchone()
    return Happened(Moment.now(revision or 0, recorded_at), events or 0, unseen)


def happened_in(session_key: str, user_id: int) -> Happened | None:
    """The same with a session, in one query; None when it has ended or the person's account is closed."""
    database = connections[DEFAULT_DB_ALIAS]
    instant = database.ops.adapt_datetimefield_value(timezone.now())
    with database.cursor() as cursor:
        cursor.execute(WITH_SESSION, [user_id, user_id, session_key, instant])
        row = cursor.fetchone()
    return Happened(Moment.now(row[0] or 0, row[1]), row[2] or 0, row[3], row[4]) if row else None
