"""What a form names: people, topics, teams, instants and days. Read as the thing itself; a ContentError names the field."""

from datetime import date, time
from typing import Annotated, Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from pydantic import BeforeValidator, WithJsonSchema

from policies.content.problems import ContentError
from policies.models import Release, Team, Topic
from policies.moment import read_instant
from policies.people.directory import person


def text_in(given: Any) -> str:
    if not isinstance(given, str):
        raise ContentError.one("", "string_type", _("Write a text."))
    return given


def _person(given: Any) -> Any:
    return person(text_in(given), "")


def _anybody(given: Any) -> Any:
    """Also somebody whose account has ended."""
    found = get_user_model().objects.filter(username=text_in(given)).first()
    if found is None:
        raise ContentError.one("", "unknown", _("There is no person of this name."))
    return found


def _topic(given: Any) -> Topic:
    found = Topic.objects.select_related("owner").filter(slug=text_in(given)).first()
    if found is None:
        raise ContentError.one("", "unknown", _("There is no topic of this name."))
    return found


def _release(given: Any) -> Release:
    found = Release.objects.filter(slug=text_in(given)).first()
    if found is None:
        raise ContentError.one("", "unknown", _("There is no such release."))
    return found


def _who(given: Any) -> Any:
    """`person:ana` or `team:returns-desk`."""
    kind, _colon, name = text_in(given).partition(":")
    found = Team.objects.filter(slug=name).first() if kind == "team" else None
    if kind == "person":
        return _anybody(name)
    if found is None:
        raise ContentError.one("", "unknown", _("Write person: or team: with a name, such as person:ana."))
    return found


def _instant(given: Any) -> Any:
    return read_instant(text_in(given), "")


def _day(given: Any) -> date:
    try:
        return date.fromisoformat(text_in(given))
    except ValueError:
        raise ContentError.one("", "day", _("Write a day, such as 2026-12-31.")) from None


def _clock(given: Any) -> time:
    try:
        return time.fromisoformat(text_in(given)).replace(tzinfo=None)
    except ValueError:
        raise ContentError.one("", "time", _("Write a time of day, such as 08:30.")) from None


def _text(**schema: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", **schema})


Person = Annotated[Any, BeforeValidator(_person), _text(description="Somebody's name for logging in.")]
AnyTopic = Annotated[Any, BeforeValidator(_topic), _text(description="A topic's slug.")]
AnyRelease = Annotated[Any, BeforeValidator(_release), _text(description="A release's slug.")]
Involved = Annotated[Any, BeforeValidator(_who), _text(description="`person:ana` or `team:returns-desk`.")]
Instant = Annotated[Any, BeforeValidator(_instant), _text(format="date-time")]
Day = Annotated[date, BeforeValidator(_day), _text(format="date")]
Clock = Annotated[time, BeforeValidator(_clock), _text(format="time")]
