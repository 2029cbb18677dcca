"""What is wrong with what stands in an editor, as sentences by the names of the fields that show them."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.content.fact_sheet import FactSheet
from policies.content.offer_sheet import OfferSheet
from policies.content.problems import Problem
from policies.content.sheet import Sheet
from policies.content.sheets import AnySheet
from policies.review.field_names import LINKS, link_words

Sentences = Mapping[str, Promise]
# What goes wrong most often, in the language of the page; the rest comes as the content says it.
SAID: Sentences = {
    "missing": _("This is needed."),
    "string_too_short": _("This must not be empty."),
    "duplicate": _("There is another one of this name."),
    "number": _("Write a number of at most four decimals, or the name of a fact."),
    "date": _("Write a day such as 2026-12-31."),
}
A_NUMBER, A_DAY = _("Write a number."), _("Write a day such as 2026-12-31.")
OF_A_FACT: Sentences = {
    "number": _("Write a number of at most 15 digits, 6 of them decimals."),
    "value": A_NUMBER,
    "type": A_NUMBER,
    "integer": _("Write a whole number."),
    "duration": _("Write at most three decimals."),
    "money": _("This currency has no such small change."),
    "currency": _("Write a currency code such as USD."),
    "choice": _("Choose a unit."),
    "too_short": _("Say where this value holds: choose at least one."),
}
WHOLE = _("Write a whole number.")
OF_AN_OFFER: Mapping[str, Promise] = {
    "budget": _("Either a number or codes, not both."),
    "budget.count": WHOLE,
    "cool_down_days": _("Write a whole number of days, at most 3650."),
    "code": _("Capital letters, digits and hyphens; nothing where each customer has a code of their own."),
    "budget.codes": _("Capital letters, digits and hyphens, each code once, on a line of its own."),
    "fallback": _("Something is offered instead only of what has a limit: set one above, or leave this out."),
    "kind": _("Choose a kind."),
}

OF_LIMITS = (
    *("budget", "int_type", "greater_than_equal", "less_than_equal", "literal_error"),
    *("string_pattern_mismatch", "string_too_long", "duplicate"),
)


def errors_by_field(problems: Sequence[Problem], sheet: AnySheet) -> dict[str, list[str]]:
    """Sentences by the name of the field that shows them: `languages.ru.texts.lost` stands with the rule `lost`."""
    errors: dict[str, list[str]] = {}
    places = {key: place for place, key in enumerate(sheet.keys)} if isinstance(sheet, Sheet) else {}
    for problem in problems:
        field = _field_of_card(problem.field, places) if isinstance(sheet, Sheet) else _field_of(problem.field)
        errors.setdefault(field, []).append(link_words(problem) if problem.code in LINKS else _sentence(problem, field, sheet))
    return {name: list(dict.fromkeys(texts)) for name, texts in errors.items()}


def _sentence(problem: Problem, field: str, sheet: AnySheet) -> str:
    common: Promise | str = SAID.get(problem.code) or problem.message
    match sheet:
        case FactSheet():
            wanted = A_DAY if sheet.type == "date" and problem.code in ("value", "type") else None
            in_table = ".when" in field and problem.code != "too_short"
            return str(wanted or (common if in_table else OF_A_FACT.get(problem.code) or common))
        case OfferSheet():
            is_own = problem.code == "never" if field == "fallback" else problem.code in OF_LIMITS
            return str((OF_AN_OFFER.get(field) if is_own else None) or common)
    return str(_("Choose an outcome.") if field.endswith(".outcome") else common)


def _field_of(path: str) -> str:
    """Of a fact or an offer."""
    match path.split("."):
        case ["variants", place, "when", dimension, *_]:
            return f"variants.{place}.when.{dimension}"
        case ["variants", place, "value", tag, *_]:
            return f"variants.{place}.value.{tag}"
        case ["when", dimension, *_]:
            return f"when.{dimension}"
        case ["budget", "codes", *_]:
            return "budget.codes"
        case [part, tag, *_] if part in ("value", "titles", "texts", "reasons"):
            return f"{part}.{tag}"
    return path


def _field_of_card(path: str, places: Mapping[str, int]) -> str:
    match path.split("."):
        case ["languages", tag, "texts", key, *_] if key in places:
            return f"rules.{places[key]}.texts.{tag}"
        case ["languages", tag, part, *_]:
            return f"languages.{tag}.{part}"
        case ["rules", place, "when", dimension, *_]:
            return f"rules.{place}.when.{dimension}"
        case ["rules", place, "escalate", *_]:
            return f"rules.{place}.escalate.queue"
        case ["rules", place, part, *_]:
            return f"rules.{place}.{part}"
    return path
