"""Chat tools that are told: each cause once, by a POST of one line of text, tried again for three days."""

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_choice, require_text
from policies.content.problems import ContentError
from policies.events import record
from policies.models import HookDelivery, NoticeHook
from policies.notices.outgoing import NotReached, post_json, require_address
from policies.notices.telling import tell
from policies.notices.words import KINDS, sentence
from policies.people.roles import ADMINISTRATOR, MANAGER, roles_of
from policies.people.verdicts import YES, Verdict, no
from policies.sending import GIVE_UP_AFTER, next_try, take

LEASE = timedelta(minutes=15)  # After that a worker that took a delivery is taken for dead.
MOST_AT_ONCE = 50
SECONDS = 30.0  # Of one run: others wait for the worker, too.
log = logging.getLogger(__name__)


def may_connect(user: Any) -> Verdict:
    if roles_of(user) & {MANAGER, ADMINISTRATOR}:
        return YES
    return no(_("Only knowledge managers and administrators can connect chat tools."))


@act
def create_hook(title: str, url: str, *, by: Any, kinds: Sequence[str] = (), language: str = "en") -> NoticeHook:
    """From now on this address is told of these kinds of notices; of all, when none is named. Raises Refused, ContentError."""
    may_connect(by).require()
    if not title.strip():
        raise ContentError.one("title", "missing", _("Give it a name."))
    require_text("title", title, 200)
    require_address(url)
    for kind in kinds:
        require_choice("kinds", kind, KINDS)
    require_choice("language", language, settings.CONTENT_LANGUAGES)
    fields = {"title": title.strip(), "url": url, "kinds": sorted(set(kinds)), "language": language, "created_by": by}
    hook = NoticeHook.objects.create(**fields, created_at=timezone.now())
    # The address lets anybody write into the chat, so only its host goes into the trail.
    record("create_hook", name_of(hook), by=by, after={"title": hook.title, "host": host_of(hook), "kinds": hook.kinds})
    return hook


@act
def switch_hook(hook: NoticeHook, *, is_on: bool, by: Any) -> NoticeHook:
    """Stop telling it, or begin again with what happens from now on."""
    may_connect(by).require()
    disabled_at = None if is_on else timezone.now()
    if NoticeHook.objects.filter(pk=hook.pk, disabled_at__isnull=not is_on).update(disabled_at=disabled_at, last_error=""):
        hook.deliveries.filter(sent_at=None).update(next_at=None)
        was_on, is_now = {"is_on": not is_on}, {"is_on": is_on}
        record("enable_hook" if is_on else "disable_hook", name_of(hook), by=by, before=was_on, after=is_now)
    hook.disabled_at, hook.last_error = disabled_at, ""
    return hook


def try_hook(hook: NoticeHook, *, by: Any) -> None:
    """Send one line to see whether it arrives. Raises NotReached."""
    may_connect(by).require()
    with translation.override(hook.language.lower()):
        post_json(hook.url, {"text": _("Concord is connected: notices will come here.")})


def deliver_hooks(now: datetime | None = None) -> int:
    """Send what is due. Returns how many arrived. Two at once send nothing twice."""
    at = now or timezone.now()
    due = HookDelivery.objects.filter(sent_at=None, next_at__lte=at, hook__disabled_at=None).order_by("next_at", "pk")
    until, sent, down = time.monotonic() + SECONDS, 0, set[int]()
    for delivery in due.select_related("hook__created_by", "notice")[:MOST_AT_ONCE]:
        if time.monotonic() > until:
            break
        if delivery.hook_id in down or not take(delivery, at, LEASE):
            continue
        if _deliver(delivery, at):
            sent += 1
        else:
            down.add(delivery.hook_id)  # The rest waits for the next beat, and other chat tools do not wait for this one.
    return sent


def name_of(hook: NoticeHook) -> str:
    return f"hook:{hook.pk}"


def host_of(hook: NoticeHook) -> str:
    return urlsplit(hook.url).hostname or ""


def _deliver(delivery: HookDelivery, at: datetime) -> bool:
    """Send it and write down what became of it."""
    try:
        post_json(delivery.hook.url, {"text": text_for(delivery)})
    except NotReached as error:
        _failed(delivery, str(error), at)
        return False
    HookDelivery.objects.filter(pk=delivery.pk).update(sent_at=at, next_at=None)
    if delivery.hook.last_error:
        NoticeHook.objects.filter(pk=delivery.hook_id).update(last_error="")
    return True


def text_for(delivery: HookDelivery) -> str:
    with translation.override(delivery.hook.language.lower()):
        return f"{sentence(delivery.notice)} {settings.CONCORD_URL}{delivery.notice.path}"


def _failed(delivery: HookDelivery, error: str, at: datetime) -> None:
    hook = delivery.hook
    log.warning("Chat tool %s was not reached: %s", hook.pk, error)
    NoticeHook.objects.filter(pk=hook.pk).update(last_error=error[:300])
    if at - delivery.notice.created_at < GIVE_UP_AFTER:
        HookDelivery.objects.filter(pk=delivery.pk, sent_at=None).update(next_at=next_try(delivery, at))
        return
    HookDelivery.objects.filter(pk=delivery.pk, sent_at=None).update(next_at=None)
    if not hook.deliveries.filter(sent_at__gt=at - GIVE_UP_AFTER).exists():
        _give_up(hook, at)


@act
def _give_up(hook: NoticeHook, at: datetime) -> None:
    """Nothing has arrived for three days: it is switched off, and who made it is told."""
    if NoticeHook.objects.filter(pk=hook.pk, disabled_at=None).update(disabled_at=at):
        was_on, is_now = {"is_on": True}, {"is_on": False}
        record("disable_hook", name_of(hook), by=None, before=was_on, after=is_now, reason="not reached for three days")
        key = f"hook:{hook.pk}:{at:%Y%m%d%H%M%S}"
        tell(hook.created_by, "hook_disabled", key, path=reverse("hooks"), title=hook.title)
