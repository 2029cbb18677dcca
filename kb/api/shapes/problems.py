"""What every refusal is: RFC 9457, with an error for each field."""

from pydantic import Field

from kb.api.shapes.shape import Shape


class Error(Shape):
    field: str
    """The parameter, header or field of the body, with dots between the levels; empty for the request as a whole."""
    code: str
    """For programs. Stays the same; `message` does not."""
    message: str
    """For people, in the language of `Accept-Language`."""


class Problem(Shape):
    """`application/problem+json` (RFC 9457)."""

    type: str
    """Always `about:blank`: what is wrong stands in `errors`."""
    title: str
    """The status in words."""
    status: int
    detail: str
    """The first error's message."""
    errors: list[Error] = Field(min_length=1)


class Fault(Problem):
    """A fault of ours."""

    reference: str
    """Under which it stands in our log. Quote it when you tell us."""
