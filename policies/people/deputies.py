"""Name a deputy, and the days on which the deputy stands in."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from policies.act import act
from policies.content.problems import ContentError
from policies.errors import Conflict
from policies.events import record
from policies.models import Absence, Colleague
from policies.people.administering import may_speak_for
from policies.people.directory import colleague_of, thing_of
from policies.people.roles import is_colleague
from policies.people.standing_in import day_of


@act
def set_deputy(person: Any, deputy: Any | None, *, by: Any) -> Colleague:
    """Who acts for the person on days of absence, or nobody. Raises Refused, ContentError for who could not.

    A chain of deputies may come round in a circle; whoever looks along it looks at each of them once.
    """
    may_speak_for(by, person).require()
    if deputy is not None and deputy.pk == person.pk:
        raise ContentError.one("deputy", "oneself", _("Nobody is their own deputy."))
    if deputy is not None and not is_colleague(deputy):
        raise ContentError.one("deputy", "inactive", _("Choose somebody who is here and has a role."))
    colleague = colleague_of(person)
    before = colleague.deputy
    if before != deputy:
        colleague.deputy = deputy
        Colleague.objects.update_or_create(person=person, defaults={"deputy": deputy})
        record("set_deputy", thing_of(person), by=by, before={"deputy": _name(before)}, after={"deputy": _name(deputy)})
    return colleague


@act
def add_absence(person: Any, first_on: date, last_on: date, *, by: Any) -> Absence:
    """Days, both included, in the person's time zone. Raises Refused, or ContentError for days that are over or overlap."""
    may_speak_for(by, person).require()
    if last_on < first_on:
        raise ContentError.one("last_on", "order", _("The last day comes before the first."))
    if last_on < day_of(timezone.now(), colleague_of(person).time_zone):
        raise ContentError.one("last_on", "past", _("These days are over."))
    if Absence.objects.filter(person=person, first_on__lte=last_on, last_on__gte=first_on).exists():
        raise ContentError.one("first_on", "overlap", _("Some of these days are noted already."))
    absence = Absence.objects.create(person=person, first_on=first_on, last_on=last_on)
    record("add_absence", thing_of(person), by=by, after=_days(absence))
    return absence


@act
def remove_absence(absence: Absence, *, by: Any) -> None:
    """The person is there on these days after all. Raises Refused, or Conflict when it was removed meanwhile."""
    may_speak_for(by, absence.person).require()
    days = _days(absence)
    removed, _rows = Absence.objects.filter(pk=absence.pk).delete()
    if not removed:
        raise Conflict(_("This absence was removed meanwhile."))
    record("remove_absence", thing_of(absence.person), by=by, before=days)


def _name(person: Any | None) -> str | None:
    return person.get_username() if person else None


def _days(absence: Absence) -> dict[str, str]:
    return {"first_on": absence.first_on.isoformat(), "last_on": absence.last_on.isoformat()}
