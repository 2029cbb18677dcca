"""Conditions of rules as a colleague reads them: with the names of dimensions and options, and what a fact says now."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from django.utils.translation import gettext as _

from policies.content.conditions import Choice, Condition, Flag, Period, Range, condition_from
from policies.content.facts import format_fact
from policies.content.language import locale_of
from policies.dimensions import dimensions_at
from policies.models import Dimension, Subject
from policies.moment import Moment
from policies.publishing import in_force
from policies.writing.findings import Known, word_for


class ConditionWords:
    """What is needed to spell out the conditions of some rules, read once."""

    def __init__(self, conditions: list[Mapping[str, Any]], at: Moment, language: str):
        read = [{name: condition_from(form) for name, form in when.items()} for when in conditions]
        names = {name for when in read for name in when}
        facts = {key for when in read for item in when.values() if isinstance(item, Range) for key in item.facts}
        self.language = language
        self.dimensions = dimensions_at(at, names)
        self.facts = {slug: version.typed for slug, version in in_force(Subject.Kind.FACT, facts, at).items()}

    def of(self, when: Mapping[str, Any]) -> tuple[Known, ...]:
        """Every condition in the order of the dimensions; one whose dimension is not known (any more) by its own name."""
        names = [
            *(name for name in self.dimensions if name in when),
            *sorted(name for name in when if name not in self.dimensions),
        ]
        return tuple(self._known(name, condition_from(when[name])) for name in names)

    def _known(self, name: str, condition: Condition) -> Known:
        dimension = self.dimensions.get(name)
        return Known(dimension.name(self.language) if dimension else name, self._words(dimension, condition))

    def _words(self, dimension: Dimension | None, condition: Condition) -> str:
        match condition:
            case Choice(values):
                return ", ".join(dimension.label(value, self.language) if dimension else value for value in values)
            case Flag(value):
                return _("Yes") if value else _("No")
            case Range(minimum, maximum):
                return _span(*(self._bound(dimension, bound) for bound in (minimum, maximum)))
            case Period(first, last):
                return _span(
                    *(format_date(day, "long", locale=locale_of(self.language)) if day else "" for day in (first, last))
                )

    def _bound(self, dimension: Dimension | None, bound: Decimal | str | None) -> str:
        if bound is None:
            return ""
        if isinstance(bound, str):
            fact = self.facts.get(bound)
            return f"{bound} ({format_fact(fact, self.language)})" if fact else bound
        return word_for(dimension, bound, self.language) if dimension else str(bound)


def _span(first: str, last: str) -> str:
    """Both ends belong to it."""
    if not first:
        return _("up to %(last)s") % {"last": last}
    return _("%(first)s to %(last)s") % {"first": first, "last": last} if last else _("from %(first)s") % {"first": first}
