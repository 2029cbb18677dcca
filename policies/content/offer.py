"""What a version of an offer says. An offer comes after an answer and never changes it."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from policies.content.conditions import Condition, Range
from policies.content.document import When
from policies.content.facts import quoted_facts
from policies.content.form import Form
from policies.content.language import Language
from policies.content.problems import ContentError
from policies.content.text import Line, Markdown, Slug

OfferKind = Literal["free_shipping", "percent", "amount", "store_credit", "gift", "pause"]
CODE = "[A-Z0-9-]"
Code = Annotated[str, StringConstraints(pattern=f"^{CODE}{{0,40}}$")]
OwnCode = Annotated[str, StringConstraints(pattern=f"^{CODE}{{1,40}}$")]
MAX_CODES = 1000


class Budget(Form):
    """How often an offer can be accepted: `count` times over its whole life, or once with each of `codes`.

    Every customer gets a code of their own.
    """

    count: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] | None = None
    codes: Annotated[tuple[OwnCode, ...], Field(max_length=MAX_CODES)] = ()

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.count is None) == (not self.codes):
            raise ContentError.one("", "budget", "Write either {count: 100} or {codes: [...]}.")
        if len(set(self.codes)) != len(self.codes):
            raise ContentError.one("codes", "duplicate", "A code stands here twice.")
        return self


class OfferContent(Form):
    """`is_public`: a customer channel may show it by itself; otherwise only agents see it.

    It is made where `when` is known to hold, the budget is not used up, and the customer was not made it in the last
    `cool_down_days`; where one of the last two is in the way, `fallback` is made instead.
    """

    kind: OfferKind
    code: Code = ""
    is_public: bool = False
    source: str = "en"
    when: dict[Slug, When] = {}
    budget: Budget | None = None
    cool_down_days: Annotated[int, Field(ge=1, le=3650, strict=True)] | None = None
    fallback: Slug | None = None
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

    @model_validator(mode="after")
    def _limits_fit(self) -> Self:
        if self.own_codes and self.code:
            raise ContentError.one("code", "budget", "Each customer has one of the budget's codes, so leave this out.")
        if self.fallback and not self.is_limited:
            message = "Without a budget or a cool-down nothing is ever offered instead; add one or leave this out."
            raise ContentError.one("fallback", "never", message)
        return self

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return self.when

    @property
    def own_codes(self) -> tuple[str, ...]:
        """The codes of which each customer gets one."""
        return self.budget.codes if self.budget else ()

    @property
    def is_limited(self) -> bool:
        """Does it depend on what became of it so far whether it is made?"""
        return self.budget is not None or self.cool_down_days is not None

    @property
    def facts(self) -> frozenset[str]:
        """Keys of all facts that texts quote or bounds use."""
        return frozenset(key for text in self.texts.values() for key in quoted_facts(text)) | self.bound_facts

    @property
    def bound_facts(self) -> frozenset[str]:
        """Keys of the facts whose numbers decide whether it is made."""
        return frozenset(key for item in self.conditions.values() if isinstance(item, Range) for key in item.facts)
