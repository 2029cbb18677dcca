"""How differences and conflicts are called on a page."""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml
from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.content.problems import Problem
from policies.review import field_names
from policies.review.commenting import Line

register = template.Library()
KINDS: dict[str, Promise] = {
    "added": _("New"),
    "removed": _("Taken out"),
    "changed": _("Changed"),
    "moved": _("Moved"),
    "same": _("As before"),
}


@register.filter
def text_words(field: str) -> str:
    return field_names.text_words(field)


@register.filter
def field_words(path: str) -> str:
    return field_names.field_words(path)


@register.filter
def row_kind(kind: str) -> Promise:
    return KINDS[kind]


@register.filter
def worth_opening(lines: Iterable[Line]) -> bool:
    """Is anything new in this text, or said about it?"""
    return any(line.is_new or line.comments for line in lines)


@register.filter
def has_key(mapping: Mapping[str, Any] | None, key: str) -> bool:
    return key in (mapping or {})


@register.filter
def at_key(mapping: Mapping[str, Any], key: str) -> Any:
    return mapping[key]


@register.filter
def as_written(value: Any) -> str:
    """A text as it is; anything else the way the editor writes it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False).strip()


@register.filter
def problem_place(problem: Problem) -> str:
    return field_names.problem_place(problem.field)


@register.filter
def problem_words(problem: Problem) -> str:
    return field_names.problem_words(problem)


@register.filter
def link_words(problem: Problem) -> str:
    return field_names.link_words(problem)
