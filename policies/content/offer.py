"""What a version of an offer says. An offer comes after an answer and never changes it."""

from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator

from policies.content.document import Line, Markdown
from policies.content.facts import quoted_facts
from policies.content.form import Form

OfferKind = Literal["free_shipping", "percent", "amount", "store_credit", "gift", "pause"]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{0,40}$")]


class OfferContent(Form):
    """`is_public`: a customer channel may show it by itself; otherwise only agents see it."""

    kind: OfferKind
    code: Code = ""
    is_public: bool = False
    source: str = "en"
    titles: dict[str, Line]
    texts: dict[str, Annotated[Markdown, StringConstraints(min_length=1)]]
    reasons: dict[str, Line] = {}
    about: str = ""

    @model_validator(mode="after")
    def _same_languages(self) -> Self:
        if self.source not in self.titles or set(self.titles) != set(self.texts):
            raise ValueError("Titles and texts are needed in the same languages, the source language among them.")
        return self

    @property
    def facts(self) -> frozenset[str]:
        return frozenset(key for text in self.texts.values() for key in quoted_facts(text))

    def language_for(self, language: str) -> str:
        """The language asked for if the offer speaks it, else its source language."""
        return language if language in self.titles else self.source
