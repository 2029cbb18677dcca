"""The typed content of a card: texts per language, a decision table, and who may see it."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, StringConstraints, model_validator

from policies.content.conditions import Condition, Range, condition_form, condition_from
from policies.content.facts import quoted_facts
from policies.content.form import Form
from policies.content.problems import ContentError

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=80)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\n\r\x00]*$")]
Markdown = Annotated[str, StringConstraints(max_length=65_536, pattern=r"^[^\x00]*$")]
Outcome = Literal["allowed", "not_allowed", "depends", "information"]
Audience = Literal["public", "internal"]
MAX_RULES, MAX_QUESTIONS = 200, 200


def _condition(form: Any) -> Any:
    try:
        return form if isinstance(form, Condition) else condition_from(form)
    except ContentError as error:
        raise ValueError(str(error)) from None


When = Annotated[Any, BeforeValidator(_condition), PlainSerializer(condition_form)]


class Escalation(Form):
    """A person takes over: in which queue."""

    queue: Slug


class Rule(Form):
    """A row of the decision table. Its texts stand with the other texts of each language."""

    key: Slug
    when: dict[Slug, When] = {}
    outcome: Outcome
    offers: tuple[Slug, ...] = ()
    escalate: Escalation | None = None

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return self.when


class Texts(Form):
    """What a card says in one language. `made_for` is the number of the source version that a translation renders."""

    title: Line
    questions: Annotated[tuple[Line, ...], Field(max_length=MAX_QUESTIONS)] = ()
    short: Annotated[Markdown, StringConstraints(min_length=1)]
    body: Markdown = ""
    notes: Markdown = ""
    texts: dict[Slug, Annotated[Markdown, StringConstraints(min_length=1)]] = {}
    made_for: int | None = None

    def markdown(self) -> Iterator[tuple[str, str]]:
        """Every Markdown text with the path of its field."""
        yield from (("short", self.short), ("body", self.body), ("notes", self.notes))
        yield from ((f"texts.{key}", text) for key, text in self.texts.items())


class CardContent(Form):
    """Everything a version of a card says. Stored, imported, exported and compared in this form."""

    audience: Audience = "public"
    source: str
    rules: Annotated[tuple[Rule, ...], Field(max_length=MAX_RULES)] = ()
    languages: dict[str, Texts]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        keys = [rule.key for rule in self.rules]
        if len(keys) != len(set(keys)):
            raise ValueError("Two rules have the same key.")
        if self.source not in self.languages:
            raise ValueError(f"The text in the source language ({self.source}) is missing.")
        for language, texts in self.languages.items():
            for key in keys:
                if key not in texts.texts:
                    raise ValueError(f"{language}: the text of rule {key} is missing.")
            for key in texts.texts:
                if key not in keys:
                    raise ValueError(f"{language}: there is a text for {key}, but no such rule.")
        return self

    def rule(self, key: str) -> Rule:
        """Raises KeyError for an unknown key."""
        return {rule.key: rule for rule in self.rules}[key]

    @property
    def facts(self) -> frozenset[str]:
        """Keys of all facts that texts quote or bounds use."""
        texts = (text for language in self.languages.values() for _, text in language.markdown())
        quoted = {key for text in texts for key in quoted_facts(text)}
        return frozenset(quoted | self.bound_facts)

    @property
    def bound_facts(self) -> frozenset[str]:
        """Keys of the facts whose numbers decide."""
        ranges = (item for rule in self.rules for item in rule.conditions.values() if isinstance(item, Range))
        return frozenset(key for item in ranges for key in item.facts)

    @property
    def offers(self) -> frozenset[str]:
        return frozenset(offer for rule in self.rules for offer in rule.offers)
