"""Channels: opened, set, switched off and on. What answers depend on is in the log, so that caches and receipts follow."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_choice
from policies.channel_settings import ChannelSettings
from policies.content.problems import ContentError
from policies.errors import Conflict
from policies.events import record
from policies.keys import NewKey, create_key
from policies.models import Channel, Publication
from policies.models.channel import AGENTS
from policies.people.oversight import may_run_channels, may_switch_off
from policies.publishing import Entry, append
from policies.trust.ladder import read_ladder, with_usual

__all__ = [
    "AGENTS", "FAQ", "PANEL", "create_channel", "disable_channel", "enable_channel", "open_channel", "open_with_key",
    "set_channel", "set_ladder",
]  # fmt: skip
FAQ = "faq"  # The public pages.
PANEL = "panel"  # For colleagues, in the side bar of a help desk.
NAME = re.compile("[a-z0-9]+(?:[-_][a-z0-9]+)*")


@act
def create_channel(
    slug: str, *, audience: str, kind: str | None = None, scopes: Sequence[str] = ("answers",), by: Any = None, **more: Any
) -> str:
    """Make the channel if it is new, and a key for it, of which `more` is said (see `keys.create_key`). Returns the key.

    Raises ContentError for a name that is no slug, an unknown audience, kind or scope, or a channel that exists for another
    audience or, where a kind is given, of another kind already.
    """
    _require_name(slug)
    settings = {} if kind is None else {"kind": kind}
    channel = Channel.objects.filter(slug=slug).first() or open_channel(slug, audience=audience, by=by, **settings)
    if channel.audience != audience:
        raise ContentError.one("audience", "fixed", f"The channel {slug} exists and is {channel.audience}.")
    if kind not in (None, channel.kind):
        raise ContentError.one("kind", "taken", f"The channel {slug} exists and is of the kind {channel.kind}.")
    return create_key(channel, scopes, by=by, **more).secret


def _require_name(slug: str) -> None:
    if len(slug) > 80 or not NAME.fullmatch(slug):
        raise ContentError.one("slug", "slug", _("Use lower-case letters, digits and single hyphens, at most 80."))


@act
def open_channel(slug: str, *, audience: str, by: Any, **given: Any) -> Channel:
    """A new channel, as yet without a key. `given` is what `set_channel` takes. Raises Refused, ContentError.

    Its audience is for ever: what was given to customers must not turn into something for colleagues only, nor the other way.
    """
    if by is not None:
        may_run_channels(by).require()
    _require_name(slug)
    require_choice("audience", audience, Channel.Audience.values)
    wanted = ChannelSettings.read(given).given()
    if slug == "new" or Channel.objects.filter(slug=slug).exists():  # The desk has a page of that name.
        raise ContentError.one("slug", "taken", _("This name is taken already."))
    channel = Channel.objects.create(slug=slug, audience=audience, **wanted)
    record("create_channel", _name(channel), by=by, after={"audience": audience, **wanted})
    return channel


@act
def open_with_key(slug: str, *, audience: str, scopes: Sequence[str], by: Any, person: Any, **given: Any) -> NewKey:
    """A new channel and its first key, or neither."""
    return create_key(open_channel(slug, audience=audience, by=by, **given), scopes, by=by, person=person)


@act
def set_channel(channel: Channel, *, by: Any, **given: Any) -> Channel:
    """Change what is given of its settings (see `ChannelSettings`); what is so already changes nothing.

    Other languages are other answers, so they are written to the log. Raises Refused, ContentError naming the setting.
    """
    may_run_channels(by).require()
    wanted = ChannelSettings.read(given).given()
    found = Channel.objects.select_for_update().get(pk=channel.pk)
    before = {name: getattr(found, name) for name in wanted if getattr(found, name) != wanted[name]}
    if not before:
        return found
    after = {name: wanted[name] for name in before}
    Channel.objects.filter(pk=found.pk).update(**after)
    _record_change("set_channel", found, before, after, by=by, is_in_log="languages" in after)
    return Channel.objects.get(pk=found.pk)


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
    _record_change("set_ladder", found, {"ladder": before}, {"ladder": chosen}, by=by, is_in_log=True)
    found.ladder = chosen
    return found


@act
def disable_channel(channel: Channel, *, by: Any) -> Channel:
    """From the next request on it says nothing: its keys are refused and its page is gone, until it is switched on again.

    Raises Refused, Conflict when it is off already.
    """
    return _switch(channel, timezone.now(), by=by)


@act
def enable_channel(channel: Channel, *, by: Any) -> Channel:
    """Its keys work again, those excepted that have ended or were revoked. Raises Refused, Conflict when it is on already."""
    return _switch(channel, None, by=by)


def _switch(channel: Channel, disabled_at: datetime | None, *, by: Any) -> Channel:
    may_run_channels(by).require()
    is_off = disabled_at is not None
    if is_off:
        may_switch_off(channel).require()
    if not Channel.objects.filter(pk=channel.pk, disabled_at__isnull=is_off).update(disabled_at=disabled_at):
        raise Conflict(_("It is switched off already.") if is_off else _("It is switched on already."))
    states: tuple[Mapping[str, Any], Mapping[str, Any]] = {"is_on": is_off}, {"is_on": not is_off}
    _record_change("disable_channel" if is_off else "enable_channel", channel, *states, by=by, is_in_log=True)
    return Channel.objects.get(pk=channel.pk)


def _record_change(
    action: str, channel: Channel, before: Mapping[str, Any], after: Mapping[str, Any], *, by: Any, is_in_log: bool
) -> None:
    """The event; and a line of the log, with which every cache moves on, where answers depend on what changed."""
    publications = append([Entry(Publication.Kind.VOCABULARY)], by=by) if is_in_log else []
    details = {"revision": publications[0].number} if publications else {}
    record(action, _name(channel), by=by, before=before, after=after, rows=publications, **details)


def _name(channel: Channel) -> str:
    return f"channel:{channel.slug}"
