"""What the list of questions that wait can be narrowed to."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from policies.models import Escalation

STATES = (("open", _("Waits")), ("taken", _("Somebody works on it")), ("closed", _("Closed")))


class EscalationFilter(django_filters.FilterSet):
    """Without a state, what is not closed."""

    queue = django_filters.ChoiceFilter(label=_("Queue"), empty_label=_("Every queue"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="in_state", empty_label=_("Not closed"))
    channel = django_filters.ChoiceFilter(label=_("Channel"), empty_label=_("Every channel"))
    mine = django_filters.ChoiceFilter(
        label=_("Person"), choices=(("yes", _("Only mine")),), method="of_mine", empty_label=_("Anybody")
    )

    class Meta:
        model = Escalation
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("queue", "channel"):
            there = self.queryset.order_by().values_list(name, flat=True).distinct()
            self.filters[name].extra["choices"] = [(one, one) for one in sorted(there)]

    def filter_queryset(self, queryset: QuerySet[Escalation]) -> QuerySet[Escalation]:
        found: QuerySet[Escalation] = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.exclude(state=Escalation.State.CLOSED)

    def in_state(self, escalations: QuerySet[Escalation], name: str, state: str) -> QuerySet[Escalation]:
        """What was closed last comes first."""
        found = escalations.filter(state=state)
        return found.order_by("-closed_at", "-pk") if state == Escalation.State.CLOSED else found

    def of_mine(self, escalations: QuerySet[Escalation], name: str, mine: str) -> QuerySet[Escalation]:
        return escalations.filter(by=self.request.user)
