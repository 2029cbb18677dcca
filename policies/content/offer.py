"""What a version of an offer says. An offer comes after an answer and never changes it."""

from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator

from policies.content.facts import quoted_facts
from policies.content.form import Form
from policies.content.language import Language
from policies.content.problems import ContentError
from policies.content.text import Line, Markdown

OfferKind = Literal["free_shipping", "percent", "amount", "store_credit", "gift", "pause"]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{0,40}$")]


class OfferContent(Form):
    """`is_public`: a customer channel may show it by itself; otherwise only agents see it."""

    kind: OfferKind
    code: Code = ""
    is_public: bool = False
    source: str = "en"
    titles: dict[Language, Line]
    texts: dict[Language, Annotated[Markdown, StringConstraints(min_length=1)]]
    reasons: dict[Language, Line] = {}
    about: Markdown = ""

    @model_validator(mode="after")
    def _same_languages(self) -> Self:
        languages = {self.source, *self.titles, *self.texts}
        for field, said in (("titles", self.titles), ("texts", self.texts)):
            if missing := sorted(languages - set(said)):
                message = f"Titles and texts are needed in the same languages; missing: {', '.join(missing)}."
                raise ContentError.one(field, "missing", message)
        return self

    @property
    def facts(self) -> frozenset[str]:
        return frozenset(key for text in self.texts.values() for key in quoted_facts(text))

    def language_for(self, language: str) -> str:
        """The language asked for if the offer speaks it, else its source language."""
        return language if language in self.titles else self.source
