"""What an assistant may ask for: one table. Every tool is a call of /api/v1, so it says what every other channel says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field

from policies.content.form import Form
from policies.content.problems import ContentError
from policies.customers import MAX_REF

Json = dict[str, Any]
SLUG = r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*$"  # As in addresses; JSON Schema knows no \Z.
RESERVED = ("lang", "as_of", "customer_ref", "min_revision")  # Parameters of GET /answers/{card} that are no dimensions.


def _or_empty(given: Any) -> Any:
    """Assistants send null for what they leave out."""
    return "" if given is None else given


def _written(given: Any) -> Any:
    """A whole number as it stands in an address."""
    return str(given) if isinstance(given, int) and not isinstance(given, bool) else _or_empty(given)


Spare = BeforeValidator(_or_empty)
Lang = Annotated[str, Spare, Field(description="Language of the answer, such as en, pt-BR or ru.")]
AsOf = Annotated[str, Spare, Field(description="An instant in the past or future, ISO 8601 with an offset; empty for now.")]
Customer = Annotated[str, Spare, Field(description="The store's own reference of the customer.", max_length=MAX_REF)]
Known = Annotated[
    dict[str, Any],
    BeforeValidator(lambda given: {} if given is None else given),
    Field(description="What is known of the customer's order: dimension to value (see the tool dimensions). Never guess one."),
]
Cursor = Annotated[str, Spare, Field(description="From the address in `next` of the page before.")]
Limit = Annotated[str, BeforeValidator(_written), Field(description="At most so many results.")]


class Ask(Form):
    question: Annotated[
        str, Field(description="The customer's question, in the customer's own words.", max_length=settings.QUESTION_MAX_LENGTH)
    ]
    lang: Lang = ""
    context: Known = {}
    customer_ref: Customer = ""
    as_of: AsOf = ""


class AnswerOf(Form):
    card: Annotated[str, Field(description="The card's slug, such as cancel-order.", pattern=SLUG, max_length=80)]
    lang: Lang = ""
    context: Known = {}
    customer_ref: Customer = ""
    as_of: AsOf = ""


class Search(Form):
    q: Annotated[str, Field(description="Words to look for.", max_length=settings.QUESTION_MAX_LENGTH)]
    lang: Lang = ""
    topic: Annotated[str, Spare, Field(description="Only this topic (see the tool topics).")] = ""
    as_of: AsOf = ""
    limit: Limit = ""
    cursor: Cursor = ""


class Changes(Form):
    after: Annotated[str, BeforeValidator(_written), Field(description="The revision that you know; 0 for everything.")] = "0"
    limit: Limit = ""


class Vocabulary(Form):
    lang: Lang = ""
    cursor: Cursor = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A request to the API: `path` under /api/v1/."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Json | None = None


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    title: str
    description: str
    arguments: type[Form]
    call: Callable[[Any], Call]

    @property
    def schema(self) -> Json:
        """What may be given, as JSON Schema."""
        schema = self.arguments.model_json_schema()
        for part in (schema, *schema["properties"].values()):
            del part["title"]  # Made of the Python name.
        return schema

    def read(self, arguments: Json) -> Call:
        """Raises ContentError naming every argument that is missing, unknown or odd."""
        return self.call(self.arguments.read(arguments))


def _ask(given: Ask) -> Call:
    return Call("POST", "ask", body={name: value for name, value in given.form().items() if value})


def _answer(given: AnswerOf) -> Call:
    known = [(name, _value(name, value)) for name, value in given.context.items()]
    return Call("GET", f"answers/{given.card}", (*_given(given, "card", "context"), *known))


def _value(name: str, value: object) -> str:
    """As the address carries it. Raises ContentError for what is no single value, or would be no dimension there."""
    if name in RESERVED:
        raise ContentError.one(f"context.{name}", "unknown_dimension", _("There is no dimension of this name."))
    if not isinstance(value, str | int | float | bool | None):
        raise ContentError.one(f"context.{name}", "not_a_value", _("Send a text, a number, true or false."))
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _given(form: Form, *but: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in form if value and name not in but)


def _get(path: str) -> Callable[[Form], Call]:
    return lambda given: Call("GET", path, _given(given))


TOOLS = {
    tool.name: tool
    for tool in (
        Tool(
            "ask",
            "Ask a customer's question",
            "The store's one verified answer to a question in anyone's words. Use it for every question about the store's "
            "policies (cancelling, returns, refunds, delivery, offers). Says the answer word for word, or what to ask the "
            "customer first, or which cards to choose from, or that a person must answer.",
            Ask,
            _ask,
        ),
        Tool(
            "answer",
            "The answer of one card",
            "What one card answers in a context: use it when the card is known, from `ask` or `search`.",
            AnswerOf,
            _answer,
        ),
        Tool(
            "search",
            "Find cards",
            "Cards by words, with titles and short texts. To answer a customer use `ask`.",
            Search,
            _get("search"),
        ),
        Tool(
            "changes",
            "What changed",
            "What took effect since a revision, in order; and when the next scheduled change comes.",
            Changes,
            _get("changes"),
        ),
        Tool(
            "dimensions",
            "What an answer may depend on",
            "Every dimension of `context`, with its values and the question to ask a customer.",
            Vocabulary,
            _get("dimensions"),
        ),
        Tool("topics", "Topics", "The topics of cards.", Vocabulary, _get("topics")),
        Tool("languages", "Languages", "The languages in which there are answers.", Vocabulary, _get("languages")),
    )
}
