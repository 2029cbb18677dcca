"""Roles, deputies, days of absence, and how a person wants to be told."""

from functools import lru_cache
from itertools import groupby
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.forms.choices import PersonField, TopicField
from policies.models import Colleague, Involvement, Team, Topic
from policies.people.directory import possible_owners
from policies.people.roles import ROLES

ROLE_NAMES: dict[str, Promise] = {
    "agent": _("Agent"),
    "author": _("Author"),
    "owner": _("Owner"),
    "manager": _("Knowledge manager"),
    "administrator": _("Administrator"),
}
PART_NAMES: dict[str, Promise] = {
    "responsible": _("Writes it"),
    "verifier": _("Verifies it"),
    "consulted": _("Is consulted"),
    "informed": _("Is kept informed"),
}
EMAIL = [("at_once", _("At once")), ("digest", _("Once a day, together")), ("never", _("Never"))]


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=[(role, ROLE_NAMES[role]) for role in ROLES], label=_("Role"))
    topic = TopicField(Topic.objects.all(), required=False, label=_("Where"), empty_label=_("Everywhere"))


class DeputyForm(forms.Form):
    deputy = PersonField(get_user_model().objects.none(), required=False, label=_("Deputy"), empty_label=_("Nobody"))

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = get_user_model().objects.filter(is_active=True).exclude(pk=person.pk)
        self.fields["deputy"].queryset = here.order_by("first_name", "username")  # type: ignore[attr-defined]


class AbsenceForm(forms.Form):
    first_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), label=_("First day"))
    last_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), label=_("Last day"))


class PreferencesForm(forms.Form):
    language = forms.ChoiceField(choices=settings.LANGUAGES, label=_("Language of e-mails"))
    time_zone = forms.ChoiceField(required=False, label=_("Time zone"))
    email = forms.ChoiceField(
        choices=EMAIL, label=_("E-mail"), help_text=_("What somebody waits for comes at once, unless you choose never.")
    )
    digest_at = forms.TimeField(
        label=_("Time of the daily e-mail"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_from = forms.TimeField(
        required=False, label=_("Quiet from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        required=False,
        label=_("Quiet until"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("No e-mail in these hours; they may go over midnight."),
    )

    def __init__(self, *args: Any, colleague: Colleague, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(colleague, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        store = _("The store's (%(zone)s)") % {"zone": settings.TIME_ZONE}
        self.fields["time_zone"].choices = [("", store), *time_zones()]  # type: ignore[attr-defined]


class OwnerForm(forms.Form):
    owner = PersonField(get_user_model().objects.none(), label=_("Owner"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = possible_owners()  # type: ignore[attr-defined]


class PartForm(forms.Form):
    """`who` is `person:username` or `team:slug`."""

    part = forms.ChoiceField(choices=[(part, PART_NAMES[part]) for part in Involvement.Part.values], label=_("Part"))
    who = forms.ChoiceField(label=_("Who"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = get_user_model().objects.filter(is_active=True).order_by("first_name", "username")
        named = [(f"person:{person.get_username()}", person.get_full_name() or person.get_username()) for person in people]
        teams = [(f"team:{team.slug}", team.title) for team in Team.objects.order_by("title")]
        self.fields["who"].choices = [(_("People"), named), (_("Teams"), teams)] if teams else named  # type: ignore[attr-defined]

    def found(self) -> Any:
        """The person or the Team that was chosen."""
        kind, _colon, name = self.cleaned_data["who"].partition(":")
        return Team.objects.get(slug=name) if kind == "team" else get_user_model().objects.get(username=name)


@lru_cache(maxsize=1)
def time_zones() -> tuple[tuple[str, list[tuple[str, str]]], ...]:
    """Those named for places, by continent."""
    regions = {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
    zones = sorted(zone for zone in available_timezones() if zone.split("/")[0] in regions)
    return tuple(
        (region, [(zone, zone.partition("/")[2].replace("_", " ")) for zone in found])
        for region, found in groupby(zones, key=lambda zone: zone.split("/")[0])
    )
