"""What may be sent: typed, nothing unknown."""

from typing import Annotated, Any

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field

from policies.content.form import Form
from policies.content.problems import ContentError

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


class Question(Form):
    """The body of `POST /api/v1/ask`. `customer_ref` is the channel's own name for a customer or a conversation."""

    question: Annotated[str, Field(min_length=1, max_length=settings.QUESTION_MAX_LENGTH)]
    lang: str | None = None
    context: Annotated[dict[str, Any], BeforeValidator(_known_values)] = {}
    customer_ref: Annotated[str | None, Field(max_length=200)] = None
    as_of: str | None = None
