"""`/flags` and `/second-looks`: what somebody says is wrong with a card, and looking again at how it was verified."""

from typing import Any, Literal

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from kb.api.room import Act, Room, Visit
from kb.api.rooms.finding import Name
from kb.api.shown import instant, named
from policies.content.form import Form
from policies.content.problems import ContentError
from policies.models import Flag, SecondLook, Subject
from policies.people.oversight import may_see_habits
from policies.publishing import in_force, now
from policies.trust.flags import flag, open_or_not, resolve_flag
from policies.trust.second_looks import confirm, habits, looks, overturn


class FlagShown(serializers.Serializer[Flag]):
    """What a colleague or a customer said, and what became of it."""

    number = serializers.IntegerField(source="pk")
    card = serializers.CharField(source="version.subject.slug")
    version = serializers.IntegerField(source="version.number")
    kind = serializers.CharField()
    comment = serializers.CharField()
    language = serializers.CharField()
    channel = serializers.CharField()
    by = named("by")
    at = instant()
    resolution = serializers.CharField()
    resolved_by = named("resolved_by")
    resolved_at = instant(allow_null=True)


class FlagFilter(django_filters.FilterSet):
    card = django_filters.CharFilter(field_name="version__subject__slug")
    kind = django_filters.ChoiceFilter(choices=Flag.Kind.choices)
    open = django_filters.BooleanFilter(field_name="resolved_at", lookup_expr="isnull")

    class Meta:
        model = Flag
        fields: tuple[str, ...] = ()


class Flagging(Form):
    card: Name
    kind: Literal["wrong", "outdated", "unclear"]
    comment: str = ""
    language: str = ""


class Resolving(Form):
    resolution: str


class Noting(Form):
    note: str = ""


def _flag(*, by: Any, card: str, kind: str, comment: str, language: str) -> Flag:
    """About the version in force."""
    live = in_force(Subject.Kind.CARD, [card], now()).get(card)
    if live is None:
        raise ContentError.one("card", "unknown", _("There is no such card in force."))
    return flag(live, kind, comment, by=by, language=language)


class Flags(Room):
    """What somebody says is wrong, outdated or unclear; `open=true` for what nobody has answered."""

    address, key = "flags", "<int:number>"
    shown, filters = FlagShown, FlagFilter
    begin = Act("Say that a card is wrong, outdated or unclear", Flagging, _flag)
    acts = {"resolve": Act("Say what became of a flag", Resolving, resolve_flag)}

    def rows(self, visit: Visit, **place: Any) -> QuerySet[Flag]:
        return open_or_not()


class SecondLookShown(serializers.Serializer[SecondLook]):
    """A verification that somebody else looks at again; `reasons` say why it was chosen."""

    number = serializers.IntegerField(source="pk")
    card = serializers.CharField(source="verification.version.subject.slug")
    version = serializers.IntegerField(source="verification.version.number")
    verified_by = named("verification.by")
    verified_at = instant(source="verification.verified_at")
    answers = serializers.ListField(source="verification.answers", child=serializers.DictField())
    reasons = serializers.ListField(child=serializers.CharField())
    state = serializers.CharField()
    note = serializers.CharField()
    by = named("by")
    at = instant(allow_null=True)


class SecondLookFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=SecondLook.State.choices)

    class Meta:
        model = SecondLook
        fields: tuple[str, ...] = ()


class SecondLooks(Room):
    """Verifications that somebody else looks at again."""

    address, key = "second-looks", "<int:number>"
    shown, filters = SecondLookShown, SecondLookFilter
    acts = {
        "confirm": Act("Say that the verification was right", Noting, confirm),
        "overturn": Act("Say that it was not: the card is to be checked again", Noting, overturn),
    }

    def rows(self, visit: Visit, **place: Any) -> QuerySet[SecondLook]:
        may_see_habits(visit.who).require()
        return looks()


class HabitShown(serializers.Serializer[Any]):
    """How a person verified in the last 30 days; `odd` counts what looked as if nobody had read."""

    person = named("person")
    verified = serializers.IntegerField()
    odd = serializers.DictField(child=serializers.IntegerField())
    looked_at = serializers.IntegerField()
    overturned = serializers.IntegerField()


class Habits(Room):
    """How people verify."""

    address, shown = "second-looks/habits", HabitShown

    def rows(self, visit: Visit, **place: Any) -> list[Any]:
        may_see_habits(visit.who).require()
        return habits()
