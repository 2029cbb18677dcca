"""What a list of cards can be narrowed to."""

from typing import Any

import django_filters
from django.conf import settings
from django.utils.translation import gettext as _

from policies.content.problems import ContentError, Problem
from policies.models import Card, Topic
from policies.trust.basis import STATES
from search.hits import Filters


def _topics() -> list[tuple[str, str]]:
    return [(slug, slug) for slug in Topic.objects.values_list("slug", flat=True)]


class CardFilter(django_filters.FilterSet):
    """`texts` is a language in which a card has to have texts of its own."""

    topic = django_filters.ChoiceFilter(choices=_topics)
    trust = django_filters.ChoiceFilter(choices=[(state, state) for state in STATES])
    texts = django_filters.ChoiceFilter(choices=[(tag, tag) for tag in settings.CONTENT_LANGUAGES])

    class Meta:
        model = Card
        fields: tuple[str, ...] = ()

    @classmethod
    def read(cls, query: Any) -> Filters:
        """Raises ContentError naming each parameter that is none of its choices."""
        asked = {name: query[name] for name in cls.base_filters if name in query}
        if not asked:
            return Filters()
        form = cls(asked, queryset=Card.objects.none()).form
        wrong = [*form.errors, *(name for name, value in asked.items() if not value)]
        if wrong:
            raise ContentError(Problem(name, "unknown_option", _none_of(form.fields[name])) for name in dict.fromkeys(wrong))
        given = {name: value or None for name, value in form.cleaned_data.items()}
        return Filters(topic=given["topic"], trust=given["trust"], language=given["texts"])


def _none_of(field: Any) -> str:
    choices = [value for value, _name in field.choices if value]
    return _("Choose one of %(choices)s.") % {"choices": ", ".join(choices)}
