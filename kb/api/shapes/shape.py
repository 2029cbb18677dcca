"""The base of every shape: what an answer of the API holds, exactly. Views make plain JSON; tests hold it against these."""

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """All fields are always there, and no other; one that may be empty says `| None`. The text below a field describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Page(Shape):
    """A page of a list. Subclasses add `results`."""

    next: str | None
    """The address of the following page."""
    previous: str | None
    """The address of the page before."""
