"""Keys of channels: made, found, replaced, revoked. A key is shown once; the database has only its hash."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_text
from policies.content.problems import ContentError
from policies.errors import Conflict
from policies.events import record
from policies.models import Channel, ChannelKey
from policies.origin import origin_ends_at
from policies.people.oversight import may_act_for, may_run_channels

SCOPES = ("answers", "feedback", "manage")
PREFIX = "concord_"
OVERLAP_TEXT, UNITS = re.compile("([0-9]{1,4})([mhd])"), {"m": "minutes", "h": "hours", "d": "days"}
OVERLAP, LONGEST_OVERLAP = timedelta(hours=24), timedelta(days=90)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key's row, and the secret itself, which is shown once and printed in no log."""

    key: ChannelKey
    secret: str = field(repr=False)


@act
def create_key(
    channel: Channel,
    scopes: Sequence[str],
    *,
    by: Any = None,
    person: Any = None,
    note: str = "",
    ends_at: datetime | None = None,
    seen: int | None = None,
) -> NewKey:
    """A further key for a channel, for good or until `ends_at`; `note` says what it is for.

    What a key makes ends with it at the latest: a key with an end could otherwise make itself one without.

    `seen` is the newest key that a page showed (0: none), so that a form that is sent twice makes no second key.

    A key that may manage acts for a `person`, under that person's name and with that person's rights; without one it is refused
    wherever it would change something.

    `by` is nobody for the command, whose user may do anything. Raises Refused, ContentError naming the field, Conflict for a
    key that was made since.
    """
    if by is not None:
        may_run_channels(by).require()
        may_act_for(by, person).require()
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise ContentError.one("scopes", "choice", _("Choose from %(choices)s.") % {"choices": ", ".join(SCOPES)})
    if seen is not None and channel.keys.filter(pk__gt=seen).exists():
        raise Conflict(_("A key was made since this page was opened. Look at the list before you make another."))
    require_text("note", note, 200)
    if ends_at is not None and ends_at <= timezone.now():
        raise ContentError.one("ends_at", "past", _("This is in the past; a key ends later, or never."))
    ends_at = min(filter(None, (ends_at, origin_ends_at())), default=None)
    made = _new(channel, scopes, by=by, person=person, note=note.strip(), ends_at=ends_at)
    record("create_key", f"channel:{channel.slug}", by=by, after=_told(made.key))
    return made


@act
def rotate_key(key: ChannelKey, *, by: Any = None, overlap: timedelta = OVERLAP) -> NewKey:
    """Another key with the same scopes, person and note; this one ends when the overlap is over, so that both work meanwhile.

    A key that was to end lives as long again. Raises Refused, ContentError for an overlap longer than 90 days, Conflict for a
    key that was replaced already or has ended.
    """
    if by is not None:
        may_run_channels(by).require()
        may_act_for(by, key.person).require()
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        most = {"most": LONGEST_OVERLAP.days}
        raise ContentError.one("overlap", "out_of_range", _("Write a time of at most %(most)s days, such as 24h.") % most)
    at = timezone.now()
    old = _living(at).filter(pk=key.pk, successor=None).select_related("channel", "person").first()
    if old is None:
        raise Conflict(_("This key was replaced already, or has ended. Make a new one."))
    life = old.ends_at - old.created_at if old.ends_at else None
    made = _new(old.channel, old.scopes, by=by, person=old.person, note=old.note, ends_at=at + life if life else None)
    ends_at = max(old.created_at, min(filter(None, (at + overlap, old.ends_at))))  # The clock may have been set back since.
    ChannelKey.objects.filter(pk=old.pk).update(successor=made.key, ends_at=ends_at)
    before = _told(old)
    old.refresh_from_db()
    record("rotate_key", f"channel:{old.channel.slug}", by=by, before=before, after=_told(made.key), replaced=_told(old))
    return made


@act
def revoke_key(key: ChannelKey, *, by: Any = None) -> None:
    """The key stops working with the next request. Raises Refused."""
    if by is not None:
        may_run_channels(by).require()
    if ChannelKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record("revoke_key", f"channel:{key.channel.slug}", by=by, before=_told(key))


def key_for(secret: str) -> ChannelKey | None:
    """The living key with this secret, its channel and the person it acts for, or None. Requests ask `presented`."""
    return living_key(hash_of_key(secret))


def living_key(hashed: str) -> ChannelKey | None:
    """The same by the secret's hash."""
    key: ChannelKey | None = _living(timezone.now()).select_related("channel", "person").filter(hash=hashed).first()
    return key


def standing_of_key(key: ChannelKey, at: datetime) -> str:
    """valid, ending (it was replaced and still works), ended or revoked."""
    if key.revoked_at is not None:
        return "revoked"
    if key.ends_at is not None and key.ends_at <= at:
        return "ended"
    return "valid" if key.successor_id is None else "ending"


def read_overlap(text: str) -> timedelta:
    """Minutes, hours or days: 30m, 24h, 7d. Raises ContentError for anything else."""
    found = OVERLAP_TEXT.fullmatch(text.strip())
    if found is None:
        raise ContentError.one("overlap", "invalid", _("Write minutes, hours or days, such as 30m, 24h or 7d."))
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def _living(at: datetime) -> Any:
    """What works: a key that acts for somebody only while that person's account is open."""
    is_open = Q(person=None) | Q(person__is_active=True)
    return ChannelKey.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), is_open, revoked_at=None)


def _new(channel: Channel, scopes: Sequence[str], *, by: Any, **more: Any) -> NewKey:
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ChannelKey.objects.create(
        channel=channel,
        hash=hash_of_key(secret),
        hint=secret[: len(PREFIX) + 4],
        scopes=sorted(set(scopes)),
        made_by=by,
        created_at=timezone.now(),
        **more,
    )
    return NewKey(key, secret)


def _told(key: ChannelKey) -> dict[str, Any]:
    """For the trail: everything but the secret."""
    person = {"person": key.person.get_username()} if key.person else {}
    note = {"note": key.note} if key.note else {}
    until = {"until": key.ends_at.isoformat()} if key.ends_at else {}
    return {"key": key.hint, "scopes": key.scopes, **person, **note, **until}


def hash_of_key(secret: str) -> str:
    """Keys are 256 random bits, so one plain SHA-256 is enough; a slow hash would only slow each request."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
