"""Who has a part in a card, fact or offer, beside its one owner: who writes it, verifies it, is consulted or kept informed."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_choice
from policies.content.problems import ContentError
from policies.errors import Conflict
from policies.events import record
from policies.models import Involvement, Subject, Team
from policies.people.roles import is_colleague
from policies.permissions import may_appoint, may_read_desk

Part = Involvement.Part


@act
def involve(subject: Subject, part: str, who: Any, *, by: Any) -> Involvement:
    """Give a person or a Team this part. Raises Refused, Conflict when they have it, ContentError for who has left."""
    may_appoint(by, subject).require()
    require_choice("part", part, Part.values)
    if not isinstance(who, Team) and not is_colleague(who):
        raise ContentError.one("who", "inactive", _("Choose somebody who is here and has a role."))
    return _add(subject, part, who, by=by)


@act
def release_from(subject: Subject, part: str, who: Any, *, by: Any) -> None:
    """Take the part away again. Raises Refused, or Conflict when it was taken away meanwhile."""
    may_appoint(by, subject).require()
    _remove(subject, part, who, by=by)


@act
def watch(subject: Subject, *, by: Any) -> Involvement:
    """Be told of changes from now on. Any colleague may, for themselves."""
    may_read_desk(by).require()
    return _add(subject, Part.INFORMED, by, by=by)


@act
def unwatch(subject: Subject, *, by: Any) -> None:
    """Be told no more, unless it is through a team or because of another part."""
    may_read_desk(by).require()
    _remove(subject, Part.INFORMED, by, by=by)


def verifiers_of(subject: Subject) -> list[Any]:
    """Active people named to verify it, members of verifying teams included; who is away, too."""
    return people_in(subject, [Part.VERIFIER])


def people_in(subject: Subject, parts: Iterable[str]) -> list[Any]:
    """Active people with one of these parts, by name or through a team; each once."""
    rows = Involvement.objects.filter(subject=subject, part__in=list(parts))
    named = Q(pk__in=rows.values("person")) | Q(teams__in=rows.values("team")) | Q(teams_led__in=rows.values("team"))
    return list(get_user_model().objects.filter(named, is_active=True).order_by("username").distinct())


def involved_in(subject: Subject) -> dict[str, list[Involvement]]:
    """By part, in the order of responsibility; every part is there."""
    rows = list(Involvement.objects.filter(subject=subject).select_related("person", "team"))
    return {part: [row for row in rows if row.part == part] for part in Part.values}


def _add(subject: Subject, part: str, who: Any, *, by: Any) -> Involvement:
    row, is_new = Involvement.objects.get_or_create(subject=subject, part=part, **_who(who))
    if not is_new:
        raise Conflict(_("They have this part already."))
    record("involve", subject, by=by, after=_said(part, who))
    return row


def _remove(subject: Subject, part: str, who: Any, *, by: Any) -> None:
    removed, _rows = Involvement.objects.filter(subject=subject, part=part, **_who(who)).delete()
    if not removed:
        raise Conflict(_("They do not have this part any more."))
    record("release_from", subject, by=by, before=_said(part, who))


def _who(who: Any) -> dict[str, Any]:
    return {"team": who} if isinstance(who, Team) else {"person": who}


def _said(part: str, who: Any) -> dict[str, str]:
    return {"part": part, **({"team": who.slug} if isinstance(who, Team) else {"person": who.get_username()})}
