"""Why a card was found, in words and in the text itself."""

from collections.abc import Iterable

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from search.find import Reason
from search.highlight import highlighted
from search.marks import Marks

register = template.Library()

WORDS: dict[str, Promise] = {
    "best_bet": _("Put first for “%(typed)s”"),
    "title": _("In the title"),
    "question": _("Customers ask: “%(found)s”"),
    "text": _("In the text: %(found)s"),
    "synonym": _("%(typed)s, here %(found)s"),
    "corrected": _("%(typed)s taken for %(found)s"),
    "completed": _("%(typed)s… taken for %(found)s"),
    "spelling": _("Written much like the title"),
}


@register.filter
def why(reasons: Iterable[Reason]) -> list[str]:
    """A few words for each reason."""
    return [str(WORDS[reason.kind]) % {"typed": reason.typed, "found": reason.found} for reason in reasons]


@register.filter
def is_plain(reasons: Iterable[Reason]) -> bool:
    """Can everything be seen in the title, where it is marked?"""
    return all(reason.kind == "title" for reason in reasons)


@register.simple_tag
def marked(text: str, marks: Marks, language: str) -> SafeString:
    """The text, with what led to it marked."""
    pieces = highlighted(text, marks, language)
    shown = ((format_html("<mark>{}</mark>", piece) if is_found else format_html("{}", piece),) for piece, is_found in pieces)
    return format_html_join(mark_safe(""), "{}", shown)
