"""What may be sent: typed, nothing unknown."""

from typing import Annotated, Any, Literal

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field, WithJsonSchema

from policies.content.form import Form
from policies.content.problems import ContentError
from policies.customers import MAX_REF
from policies.queues.escalating import MAX_MESSAGE, MAX_QUESTION
from policies.receipts import MAX_LENGTH
from policies.trust.flags import MAX_COMMENT

MAX_CONTEXT = 100


def _known_values(context: Any) -> Any:
    """A context is flat: lists and objects would only reach the dimensions to be refused there."""
    if not isinstance(context, dict):
        raise ContentError.one("", "not_an_object", _("Send an object with a value for each dimension."))
    if len(context) > MAX_CONTEXT:
        raise ContentError.one("", "too_long", _("Too many entries (at most %(most)s).") % {"most": MAX_CONTEXT})
    for name, value in context.items():
        if not isinstance(value, str | int | float | bool | None):
            raise ContentError.one(name, "not_a_value", _("Send a text, a number, true or false."))
    return context


def _or_empty(given: Any) -> Any:
    """null means the same as leaving it out."""
    return "" if given is None else given


def _text_or_null(longest: int) -> WithJsonSchema:
    """How the description says it: what is taken before `_or_empty` has looked at it."""
    return WithJsonSchema({"type": ["string", "null"], "maxLength": longest})


VALUE: dict[str, Any] = {"type": ["string", "number", "boolean", "null"]}
Reference = Annotated[str, Field(max_length=MAX_REF), BeforeValidator(_or_empty), _text_or_null(MAX_REF)]
Token = Annotated[str, Field(max_length=MAX_LENGTH), BeforeValidator(_or_empty), _text_or_null(MAX_LENGTH)]
Context = Annotated[
    dict[str, Any],
    BeforeValidator(_known_values),
    WithJsonSchema({"type": "object", "maxProperties": MAX_CONTEXT, "additionalProperties": VALUE}),
]


class Question(Form):
    """The body of `POST /api/v1/ask`. `customer_ref` is the store's name for a customer, the same on every channel."""

    question: Annotated[str, Field(min_length=1, max_length=settings.QUESTION_MAX_LENGTH)]
    lang: str | None = None
    context: Context = {}
    customer_ref: Reference = ""
    as_of: str | None = None


class Outcome(Form):
    """The body of `POST /api/v1/offers/{code}/outcomes`. That an offer `saved` a customer follows from what is recorded."""

    outcome: Literal["shown", "accepted", "declined", "cancelled"]
    customer_ref: Reference = ""
    order_ref: Reference = ""
    receipt: Token = ""


class Feedback(Form):
    """The body of `POST /api/v1/feedback`. `receipt` says which answer it is about; `language` the one the comment is in.

    `helpful` and `unhelpful` are counted, without a comment; the others are flags that somebody answers.
    """

    card: Annotated[str, Field(min_length=1, max_length=80)]
    kind: Literal["helpful", "unhelpful", "wrong", "outdated", "unclear"]
    comment: Annotated[str, Field(max_length=MAX_COMMENT), BeforeValidator(_or_empty)] = ""
    language: Annotated[str, Field(max_length=20), BeforeValidator(_or_empty)] = ""
    receipt: Token = ""


class Escalating(Form):
    """The body of `POST /api/v1/escalations`. `question` is what the customer asked first, `message` what she adds.

    With the `receipt` of what was said, its card, context and queue are known. `reason` is a word of the channel's own, such as
    `angry`; without one, why a person had to take over, or `asked`.
    """

    question: Annotated[str, Field(min_length=1, max_length=MAX_QUESTION)]
    lang: str | None = None
    context: Context = {}
    receipt: Token = ""
    reason: Annotated[str, Field(max_length=40, pattern="^([a-z][a-z0-9_]*)?$"), BeforeValidator(_or_empty)] = ""
    customer_ref: Reference = ""
    message: Annotated[str, Field(max_length=MAX_MESSAGE), BeforeValidator(_or_empty)] = ""
