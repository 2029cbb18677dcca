"""The common ground of typed content: frozen, nothing unknown, problems by field, JSON that reads back the same."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from policies.content.problems import ContentError, Problem

SENTENCES = {
    "missing": "This is needed.",
    "extra_forbidden": "There is no such field.",
    "string_type": "Write a text.",
    "string_unicode": "This holds characters that no text can have.",
    "string_pattern_mismatch": "This holds characters that are not allowed here.",
    "string_too_short": "This must not be empty.",
    "string_too_long": "This is too long (at most {max_length} characters).",
    "too_long": "Too many entries (at most {max_length}).",
    "too_short": "This must not be empty.",
    "tuple_type": "Write a list.",
    "dict_type": "Write names with values.",
    "model_type": "Write names with values.",
    "literal_error": "Choose one of {expected}.",
    "greater_than_equal": "Write a number of at least {ge}.",
    "less_than_equal": "Write a number of at most {le}.",
}


class Form(BaseModel):
    """Base of every content type. Unknown fields are refused: a typing mistake must not be ignored in silence.

    A validator may raise ContentError, whose fields are then those under the place it stands at.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @classmethod
    def read(cls, form: Mapping[str, Any]) -> Self:
        """Build from stored JSON or from a file's front matter. Raises ContentError with every problem."""
        try:
            return cls.model_validate(form)
        except ValidationError as error:
            raise content_error(error) from None

    def form(self) -> dict[str, Any]:
        """Plain JSON values; `read` gives the same content back."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def content_error(error: ValidationError) -> ContentError:
    """What pydantic found, in our shape and words."""
    found = error.errors(include_url=False, include_input=False)
    return ContentError(problem for item in found for problem in _problems(item))


def _problems(item: Any) -> tuple[Problem, ...]:
    parts = (str(part) for part in item["loc"] if part != "[key]" and not str(part).startswith("function-"))
    field, cause = ".".join(parts), item.get("ctx", {}).get("error")
    if isinstance(cause, ContentError):
        return cause.under(field).problems
    sentence = SENTENCES.get(item["type"], "")
    message = sentence.format(**item.get("ctx", {})) if sentence else item["msg"].removeprefix("Value error, ")
    return (Problem(field, item["type"], message),)
