"""How things of the desk are called on a page."""

from collections.abc import Iterable

from django import template
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from policies.content.document import CardContent
from policies.content.offer import OfferContent
from policies.languages import match_language
from policies.models import Dimension, Release, Subject, Version
from policies.standing import NAMES
from policies.writing.editing import ONLY

register = template.Library()
PARTS: dict[str, Promise] = {"questions": _("questions"), "body": _("body"), "notes": _("notes")}
KINDS: dict[str, Promise] = {"choice": _("Choice"), "number": _("Number"), "flag": _("Yes or no"), "date": _("Day")}
DECISIONS: dict[str, Promise] = {"approve": _("Approved"), "request_changes": _("Changes requested"), "recall": _("Taken back")}
RELEASES: dict[str, Promise] = {
    Release.State.DRAFT: NAMES["draft"],
    Release.State.IN_REVIEW: NAMES["in_review"],
    Release.State.APPROVED: NAMES["approved"],
    Release.State.PUBLISHED: _("Published"),
}


@register.filter
def release_state(release: Release) -> Promise:
    return RELEASES[release.state]


@register.filter
def version_title(version: Version) -> str:
    """A card's or offer's title in the reader's language, else the slug."""
    content = version.typed
    reader = get_language() or "en"
    if isinstance(content, CardContent):
        return content.languages[match_language(_tag(reader), content.languages) or content.source].title
    if isinstance(content, OfferContent):
        return offer_title(content)
    return version.subject.slug


@register.filter
def offer_title(content: OfferContent) -> str:
    """In the reader's language, else in the offer's own."""
    return content.titles[match_language(_tag(get_language() or "en"), content.titles) or content.source]


@register.filter
def name_in(dimension: Dimension, language: str) -> str:
    return dimension.name(language)


@register.filter
def question_in(dimension: Dimension, language: str) -> str:
    return dimension.question(language)


@register.filter
def kind_name(kind: str) -> Promise:
    """What is known of a dimension."""
    return KINDS[kind]


@register.filter
def option_label(dimension: Dimension, value: str) -> str:
    """An option in the reader's language."""
    return dimension.label(value, _tag(get_language() or "en"))


@register.filter
def topic_name(subject: Subject) -> str:
    return subject.topic.name(_tag(get_language() or "en"))


@register.filter
def decision_name(decision: str) -> Promise:
    return DECISIONS[decision]


@register.filter
def text_name(name: str) -> str | Promise:
    """The text's language as its speakers call it; a fact or an offer has one text only."""
    return _("Text") if name == ONLY else settings.CONTENT_LANGUAGES.get(name, name)


@register.filter
def part_names(parts: Iterable[str]) -> str:
    """Parts of a card's text, one after the other."""
    return ", ".join(str(PARTS[part]) for part in parts)


def _tag(language: str) -> str:
    """Django writes pt-br where content has pt-BR."""
    primary, _dash, region = language.partition("-")
    return f"{primary}-{region.upper()}" if region else primary
