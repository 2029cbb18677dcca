"""What notices say: a sentence for each kind, in the language of whoever reads it, made when it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from policies.languages import match_language, read_language
from policies.models import Notice


@dataclass(frozen=True, slots=True)
class Words:
    """`name` is what the kind is called in lists, `sentence` what is said; urgent ones block somebody."""

    name: Promise
    sentence: Promise
    icon: str = "info"
    is_urgent: bool = False


KINDS: dict[str, Words] = {
    "review_wanted": Words(
        lazy("Review wanted"), lazy("%(by)s handed in “%(title)s” and waits for a review."), "eye", is_urgent=True
    ),
    "release_to_approve": Words(
        lazy("Release to approve"),
        lazy("%(by)s handed in the release “%(title)s” and waits for a review."),
        "eye",
        is_urgent=True,
    ),
    "review_overdue": Words(
        lazy("Review overdue"),
        lazy("“%(title)s” has been waiting for a review since %(since_at)s. The time for it is over."),
        "clock-alert",
        is_urgent=True,
    ),
    "changes_requested": Words(
        lazy("Changes requested"), lazy("%(by)s asks you to change “%(title)s”: %(comment)s"), "arrow-left", is_urgent=True
    ),
    "approved": Words(lazy("Approved"), lazy("%(by)s approved “%(title)s”. It can be published now."), "circle-check"),
    "published": Words(lazy("Published"), lazy("%(by)s published “%(title)s”. It holds from %(from_at)s on."), "circle-check"),
    "withdrawn": Words(lazy("Withdrawn"), lazy("%(by)s withdrew “%(title)s”. It ends on %(from_at)s."), "circle-x"),
    "due_soon": Words(lazy("Check is due soon"), lazy("“%(title)s” has to be checked by %(due_at)s."), "calendar-clock"),
    "due": Words(
        lazy("Check is due"), lazy("“%(title)s” has to be checked since %(due_at)s: is it still right?"), "clock-alert"
    ),
    "fact_changed": Words(
        lazy("A quoted fact changed"),
        lazy("The fact %(about)s changed, which “%(title)s” quotes: is it still right?"),
        "clock-alert",
    ),
    "offer_changed": Words(
        lazy("An offer changed"),
        lazy("The offer %(about)s changed, which “%(title)s” names: is it still right?"),
        "clock-alert",
    ),
    "expires_soon": Words(
        lazy("Check is about to be overdue"),
        lazy("Nobody has checked “%(title)s”. From %(expires_at)s on: %(then)s."),
        "shield-alert",
        is_urgent=True,
    ),
    "expired": Words(
        lazy("Check is overdue"),
        lazy("“%(title)s” should have been checked by %(expires_at)s. Until somebody does: %(then)s."),
        "shield-alert",
        is_urgent=True,
    ),
    "doubted": Words(
        lazy("Doubted"), lazy("It is doubted that “%(title)s” is right: %(comment)s"), "triangle-alert", is_urgent=True
    ),
    "flagged": Words(
        lazy("Flagged"), lazy("A colleague or customer flagged “%(title)s”: %(comment)s"), "triangle-alert", is_urgent=True
    ),
    "escalated": Words(
        lazy("A customer waits"), lazy("A customer waits for an answer in the queue %(title)s."), "headset", is_urgent=True
    ),
    "owner_asked": Words(
        lazy("A colleague asks you"),
        lazy("%(by)s found no answer in the topic %(title)s and asks you."),
        "circle-question-mark",
        is_urgent=True,
    ),
    "owner_answered": Words(
        lazy("Your question was answered"), lazy("%(by)s answered what you asked about the topic %(title)s."), "circle-check"
    ),
    "second_look": Words(lazy("Second look wanted"), lazy("Please look again at how “%(title)s” was checked."), "eye"),
    "inherited": Words(
        lazy("Yours now"), lazy("%(by)s has left: you answer for “%(title)s” now. Confirm it or hand it on."), "user"
    ),
    "must_read": Words(lazy("Must-read"), lazy("“%(title)s” changed. Please read it by %(until_at)s."), "info"),
    "must_read_again": Words(
        lazy("Must-read: reminder"), lazy("Please remember to read “%(title)s” by %(until_at)s."), "clock-alert"
    ),
    "must_read_late": Words(
        lazy("Must-read: late"), lazy("“%(title)s” was to be read by %(until_at)s. Please read it now."), "clock-alert"
    ),
    "must_read_missing": Words(
        lazy("Must-read: not read by all"),
        lazy("“%(title)s” was to be read by %(until_at)s. Not everybody has: %(names)s."),
        "clock-alert",
    ),
    "translations_outdated": Words(
        lazy("Translations outdated"),
        lazy("“%(title)s” says something new. Its translations have to follow: %(names)s."),
        "languages",
    ),
    "model_held": Words(
        lazy("Answer model held back"),
        lazy("After the last change %(count)s questions would find their card no longer. The model from before stays in use."),
        "clock-alert",
    ),
    "examples_proposed": Words(
        lazy("Examples proposed"), lazy("Customers asked what “%(title)s” answers in words that it does not know yet.")
    ),
    "channels_differ": Words(
        lazy("Channels differ"),
        lazy("The channels do not say the same. Differences: %(count)s, the first in “%(title)s” on %(channel)s."),
        "triangle-alert",
        is_urgent=True,
    ),
    "hook_disabled": Words(
        lazy("Chat tool not reached"),
        lazy("“%(title)s” could not be told anything for three days and was switched off."),
        "circle-x",
    ),
    "webhook_disabled": Words(
        lazy("Webhook not reached"),
        lazy("A webhook of the channel “%(title)s” could not be told anything for three days and was switched off."),
        "circle-x",
        is_urgent=True,
    ),
    "webhook_gone": Words(
        lazy("Webhook gone"),
        lazy("A webhook of the channel “%(title)s” answered that it is gone for good (HTTP 410) and was switched off."),
        "circle-x",
        is_urgent=True,
    ),
}
THEN: dict[str, Promise] = {
    "notice": lazy("with a warning on %(channels)s"),
    "escalate": lazy("handed to a person on %(channels)s"),
}


def sentence(notice: Notice) -> str:
    """One sentence in the active language."""
    words = KINDS[notice.kind]
    said = str(words.sentence) % _said(notice.params)
    instead_of = notice.params.get("instead_of")
    return f"{said} {_('You stand in for %(name)s.') % {'name': instead_of}}" if instead_of else said


def _said(params: Mapping[str, Any]) -> dict[str, str]:
    """The params as words: titles in the reader's language, instants as days, steps as what happens."""
    said = {name: _instant(value) if name.endswith("_at") else str(value) for name, value in params.items()}
    said["title"] = _in_language(params.get("titles", {})) or said.get("title", "")
    said["then"] = _then(params.get("then", {}))
    return {"by": _("Somebody"), **{name: value for name, value in said.items() if value or name != "by"}}


def _in_language(titles: Mapping[str, str]) -> str:
    if not titles:
        return ""
    reader = match_language(read_language(get_language() or "en"), titles) or match_language("en", titles)
    return titles[reader or next(iter(titles))]


def _instant(value: object) -> str:
    instant = value if isinstance(value, datetime) else parse_datetime(str(value))
    return date_format(localtime(instant), "DATETIME_FORMAT") if instant else str(value)


def _then(steps: Mapping[str, list[str]]) -> str:
    """What the channels will do; `steps` are the names of channels by what they do, those that go on as before left out."""
    said = [str(THEN[step]) % {"channels": ", ".join(channels)} for step, channels in steps.items() if channels]
    return "; ".join(said) or _("every channel says it as before")
