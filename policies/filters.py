"""What lists on the desk can be narrowed to."""

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from policies.audit.event_words import ACTIONS
from policies.audit.history import events_about
from policies.models import Event

DAY = forms.DateInput(attrs={"type": "date"})


class EventFilter(django_filters.FilterSet):
    """Days are those of the store's time zone, both included."""

    thing = django_filters.CharFilter(label=_("About"), method="about", max_length=120)
    action = django_filters.ChoiceFilter(label=_("What was done"), choices=tuple(ACTIONS.items()), empty_label=_("Anything"))
    by = django_filters.ModelChoiceFilter(label=_("Person"), queryset=get_user_model().objects.none(), empty_label=_("Anybody"))
    since = django_filters.DateFilter(label=_("From day"), method="from_day", widget=DAY)
    until = django_filters.DateFilter(label=_("Until day"), method="until_day", widget=DAY)

    class Meta:
        model = Event
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["by"].queryset = get_user_model().objects.order_by("username")
        self.form.fields["thing"].widget.attrs["placeholder"] = "card:cancel-order"

    def about(self, events: QuerySet[Event], name: str, thing: str) -> QuerySet[Event]:
        return events_about(events, thing.strip())

    def from_day(self, events: QuerySet[Event], name: str, day: date) -> QuerySet[Event]:
        return events.filter(at__gte=_start(day))

    def until_day(self, events: QuerySet[Event], name: str, day: date) -> QuerySet[Event]:
        return events.filter(at__lt=_start(day + timedelta(days=1))) if day < date.max else events


def _start(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
