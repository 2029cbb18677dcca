"""What may be sent to the managing API: typed, nothing unknown."""

from typing import Annotated, Any, Literal

from pydantic import Field

from policies.content.form import Form

Name = Annotated[str, Field(max_length=150)]


class Beginning(Form):
    """`POST /cards` and the like. Without an owner it is the caller's own; only a card has a risk."""

    slug: Name
    topic: Name
    owner: Name = ""
    risk: Literal["low", "medium", "high"] = "medium"
    content: dict[str, Any]


class Drafting(Form):
    """`POST .../versions`: the text published last unless another is given."""

    content: dict[str, Any] | None = None
    note: str = ""


class Saving(Form):
    """`PUT .../versions/{n}`."""

    content: dict[str, Any]
    significance: Literal["typo", "wording", "meaning"] | None = None


class Nothing(Form):
    """Verbs that need no more than to be asked for."""


class Deciding(Form):
    comment: str = ""


class Publishing(Form):
    """Instants as ISO 8601 with an offset; null is now, and for good."""

    start: str | None = None
    until: str | None = None


class Withdrawing(Form):
    start: str | None = None


class Commenting(Form):
    """`text` is a language tag, or `content` for a fact or an offer; lines count from 1."""

    text: Name
    line: int
    body: str


class Merging(Form):
    """`onto` is the number of a published version; `choices` decides what both changed: mine, theirs, or a text in a list."""

    onto: int
    choices: dict[str, Literal["mine", "theirs"] | tuple[str]] = {}
