"""What a channel's row says that its answers depend on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from policies.memory import recall
from policies.models import Channel
from policies.moment import Moment


@dataclass(frozen=True, slots=True)
class Terms:
    """`steps` of its ladder as stored; `languages` it may be answered in (none: all); a disabled channel says nothing."""

    steps: Mapping[str, Any] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    is_disabled: bool = False


def terms_of(channel: str, at: Moment) -> Terms:
    """Kept for the epoch: every act that changes them writes to the log. A channel without a row has no terms of its own."""
    known = recall(at)
    key = ("terms", channel)
    if key not in known:
        row = Channel.objects.filter(slug=channel).values_list("ladder", "languages", "disabled_at").first()
        known[key] = Terms(row[0], tuple(row[1]), row[2] is not None) if row else Terms()
    found: Terms = known[key]
    return found


def languages_of(channel: str, at: Moment) -> list[str]:
    """The languages it may be answered in, the preferred one first: its own, else all that the store writes in."""
    return list(terms_of(channel, at).languages or settings.CONTENT_LANGUAGES)
