"""How colleagues call the parts of a content: by the path of a field, as problems and differences name it."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.content.problems import Problem

FIELDS: dict[str, Promise] = {
    "title": _("Title"),
    "questions": _("Ways customers ask"),
    "short": _("Short answer"),
    "body": _("Text below the answer"),
    "notes": _("Notes for colleagues"),
    "about": _("What it is about"),
    "titles": _("Title"),
    "texts": _("Text"),
    "reasons": _("Why it is offered"),
    "audience": _("Who may see it"),
    "source": _("Written first in"),
    "made_for": _("Translated from version"),
    "kind": _("Kind"),
    "code": _("Code"),
    "is_public": _("Shown to customers without a colleague"),
    "when": _("Where it is offered"),
    "budget": _("How often it can be accepted"),
    "cool_down_days": _("Days until the same customer is offered it again"),
    "fallback": _("Offered instead"),
    "value": _("Value"),
    "variants": _("Other values"),
    "outcome": _("Outcome"),
    "offers": _("Offers"),
    "escalate": _("Who takes over"),
}
# What is wrong with a link, by the code of `content.links` or `writing.quoting`.
LINKS: dict[str, Promise] = {
    "address": _("The link %(address)s leads nowhere: there is no such host, mailbox or number."),
    "scheme": _("The link %(address)s does not work: begin it with https://, or with /cards/ for a card."),
    "place": _("The link %(address)s leads to no card."),
    "anchor": _("The link %(address)s leads to a place inside a page that is not there; link to the card itself."),
    "not_in_force": _("The link %(address)s leads to a card that is not in force now."),
}
WHOLE = _("The whole text")
ORDER = _("The order of the rules")
RULE = _("Answer of the rule %(key)s")
ROW = _("The rule %(key)s")


def text_words(field: str) -> str:
    """A text of a language: `short`, or `texts.lost` for the answer of a rule; of an offer `titles`."""
    name, _dot, key = field.partition(".")
    return str(RULE) % {"key": key} if name == "texts" and key else str(FIELDS.get(name, field))


def field_words(path: str) -> str:
    """A field of the whole content, such as `languages.ru.texts.lost` or `rules.lost.outcome`."""
    first, _dot, rest = path.partition(".")
    if first == "languages":
        language, _dot, field = rest.partition(".")
        return f"{text_words(field) if field else WHOLE} · {settings.CONTENT_LANGUAGES.get(language, language)}"
    if first in ("rules", "variants") and rest:
        key, _dot, field = rest.partition(".")
        if key == "order":
            return str(ORDER)
        inner = field.split(".")[0]
        row = str(ROW) % {"key": key}
        return f"{row} · {FIELDS.get(inner, inner)}" if inner else row
    name = str(FIELDS.get(first, first))
    return f"{name} · {settings.CONTENT_LANGUAGES.get(rest, rest)}" if rest else name


def problem_place(field: str) -> str:
    """The field that a problem names: of rules and variants it tells the place from 0, people count from 1."""
    first, _dot, rest = field.partition(".")
    place, _dot, inner = rest.partition(".")
    is_counted = first in ("rules", "variants") and place.isdecimal()
    return field_words(f"{first}.{int(place) + 1}.{inner}".rstrip(".") if is_counted else field)


def problem_words(problem: Problem) -> str:
    """A problem as a person reads it; one in a file keeps its file and line."""
    if problem.file or not problem.field:
        return str(problem)
    return f"{problem_place(problem.field)}: {problem.message}"


def link_words(problem: Problem) -> str:
    return str(LINKS[problem.code]) % {"address": problem.message}
