"""Channels and their keys: made, checked, revoked. A key is shown once; the database has only its hash."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from policies.act import act
from policies.content.problems import ContentError
from policies.events import record
from policies.models import Channel, ChannelKey, Publication
from policies.models.fields import SLUG_PATTERN
from policies.people.oversight import may_act_for, may_run_channels
from policies.publishing import Entry, append
from policies.trust.ladder import read_ladder, with_usual

SCOPES = ("answers", "feedback", "manage")
PREFIX = "concord_"
AGENTS = "agents"  # Colleagues on the site's own pages.
FAQ = "faq"  # The public pages.


@act
def create_channel(
    slug: str, *, audience: str, scopes: Sequence[str] = ("answers",), by: Any = None, person: Any = None
) -> str:
    """Make the channel if it is new, and a key for it (see `create_key`). Returns the key.

    Raises ContentError for a name that is no slug, an unknown audience or scope, or a channel that exists for another audience
    already.
    """
    if by is not None:
        may_run_channels(by).require()
    if len(slug) > 80 or not re.fullmatch(SLUG_PATTERN, slug):
        raise ContentError.one("name", "slug", "Use lower-case letters, digits and single hyphens, at most 80.")
    if audience not in Channel.Audience.values:
        raise ContentError.one("audience", "choice", f"Choose one of {', '.join(Channel.Audience.values)}.")
    channel, is_new = Channel.objects.get_or_create(slug=slug, defaults={"audience": audience})
    if channel.audience != audience:
        raise ContentError.one("audience", "fixed", f"The channel {slug} exists and is {channel.audience}.")
    if is_new:
        record("create_channel", f"channel:{slug}", by=by, after={"audience": audience})
    return create_key(channel, scopes, by=by, person=person)


@act
def create_key(channel: Channel, scopes: Sequence[str], *, by: Any = None, person: Any = None) -> str:
    """A further key for a channel. Returns it; it cannot be shown again.

    A key that may manage acts for a `person`, under that person's name and with that person's rights; without one it is refused
    wherever it would change something.

    `by` is nobody for the command, whose user may do anything. Raises Refused, ContentError for an unknown scope.
    """
    if by is not None:
        may_run_channels(by).require()
        may_act_for(by, person).require()
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise ContentError.one("scope", "choice", f"Choose from {', '.join(SCOPES)}.")
    key = PREFIX + secrets.token_urlsafe(32)
    hint = key[: len(PREFIX) + 4]
    may = sorted(set(scopes))
    ChannelKey.objects.create(channel=channel, hash=_hash(key), hint=hint, scopes=may, person=person, created_at=timezone.now())
    acts_for = {"person": person.get_username()} if person else {}
    record("create_key", f"channel:{channel.slug}", by=by, after={"key": hint, "scopes": may, **acts_for})
    return key


def key_for(secret: str) -> ChannelKey | None:
    """The living key with this secret, its channel and the person it acts for, or None."""
    return ChannelKey.objects.select_related("channel", "person").filter(hash=_hash(secret), revoked_at=None).first()


@act
def revoke_key(key: ChannelKey, *, by: Any = None) -> None:
    """The key stops working with the next request. Raises Refused."""
    if by is not None:
        may_run_channels(by).require()
    if ChannelKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record("revoke_key", f"channel:{key.channel.slug}", by=by, before={"key": key.hint, "scopes": key.scopes})


@act
def set_ladder(channel: Channel, steps: Any, *, by: Any) -> Channel:
    """Say what the channel does with answers that are late; see `policies.trust.ladder`. What it does already changes nothing.

    The answers given so far keep the step that was taken then: their receipts carry it. Raises Refused, ContentError naming the
    step that is none.
    """
    may_run_channels(by).require()
    chosen = with_usual(read_ladder(steps), channel.audience)
    found = Channel.objects.select_for_update().get(pk=channel.pk)
    before = with_usual(found.ladder, found.audience)
    if chosen == before:
        return found
    Channel.objects.filter(pk=found.pk).update(ladder=chosen)
    (publication,) = append([Entry(Publication.Kind.VOCABULARY)], by=by)
    states = {"before": {"ladder": before}, "after": {"ladder": chosen}}
    record("set_ladder", f"channel:{found.slug}", by=by, **states, rows=[publication], revision=publication.number)
    found.ladder = chosen
    return found


def _hash(secret: str) -> str:
    """Keys are 256 random bits, so one plain SHA-256 is enough; a slow hash would only slow each request."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
