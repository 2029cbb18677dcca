"""How colleagues call the parts of a content: by the path of a field, as problems and differences name it."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
