"""How a person wants to be told: language, time zone, e-mail at once or as a digest, and quiet hours."""

from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_choice
from policies.content.problems import ContentError
from policies.events import record
from policies.models import Colleague
from policies.people.administering import may_speak_for
from policies.people.directory import colleague_of, thing_of

FIELDS = ("language", "time_zone", "email", "digest_at", "quiet_from", "quiet_until")


@act
def set_preferences(person: Any, *, by: Any, **wanted: Any) -> Colleague:
    """Set some of `FIELDS`; the others stay. Raises Refused, or ContentError naming the field."""
    may_speak_for(by, person).require()
    colleague = colleague_of(person)
    before = {name: getattr(colleague, name) for name in FIELDS}
    after = {**before, **wanted}
    require_choice("language", after["language"], [code for code, _name in settings.LANGUAGES])
    require_choice("email", after["email"], Colleague.Email.values)
    if after["time_zone"] and after["time_zone"] not in available_timezones():
        raise ContentError.one("time_zone", "unknown", _("There is no such time zone."))
    if (after["quiet_from"] is None) != (after["quiet_until"] is None):
        raise ContentError.one("quiet_until", "missing", _("Quiet hours need a beginning and an end."))
    if changed := [name for name in FIELDS if after[name] != before[name]]:
        Colleague.objects.update_or_create(person=person, defaults={name: after[name] for name in changed})
        moved: dict[str, Any] = {
            "before": {name: before[name] for name in changed},
            "after": {name: after[name] for name in changed},
        }
        record("set_preferences", thing_of(person), by=by, **moved)
    return colleague_of(person)
