"""The typed content of a card: texts per language, a decision table, and who may see it."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, StringConstraints, model_validator

from policies.content.conditions import Condition, Range, condition_form, condition_from
from policies.content.facts import quoted_facts
from policies.content.form import Form
from policies.content.language import Language
from policies.content.problems import ContentError, Problem
from policies.content.text import MAX_TEXT, Line, Markdown, Slug

Outcome = Literal["allowed", "not_allowed", "depends", "information"]
Audience = Literal["public", "internal"]
MAX_RULES, MAX_QUESTIONS = 200, 200


def _condition(form: Any) -> Any:
    return form if isinstance(form, Condition) else condition_from(form)


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

    @property
    def bound_facts(self) -> frozenset[str]:
        """Keys of the facts whose numbers decide."""
        return frozenset(key for item in self.conditions.values() if isinstance(item, Range) for key in item.facts)


class Texts(Form):
    """What a card says in one language.

    `made_for` is the number of the source version that a translation renders; 0 stands for some version older than that.
    """

    title: Line
    questions: Annotated[tuple[Line, ...], Field(max_length=MAX_QUESTIONS)] = ()
    short: Annotated[Markdown, StringConstraints(min_length=1)]
    body: Markdown = ""
    notes: Markdown = ""
    texts: dict[Slug, Annotated[Markdown, StringConstraints(min_length=1)]] = {}
    made_for: Annotated[int, Field(ge=0, le=1_000_000)] | None = None

    @model_validator(mode="after")
    def _fits_a_file(self) -> Self:
        size = sum(len(text.encode()) for text in (*self.questions, *(text for _, text in self.markdown())))
        if size > MAX_TEXT:
            raise ContentError.one("", "too_long", "All texts of one language together are too long (at most 64 kB).")
        return self

    def markdown(self) -> Iterator[tuple[str, str]]:
        """Every Markdown text with the path of its field."""
        yield from (("short", self.short), ("body", self.body), ("notes", self.notes))
        yield from ((f"texts.{key}", text) for key, text in self.texts.items())

    def lines(self) -> Iterator[tuple[str, str]]:
        """Every text of one plain line with the path of its field."""
        yield ("title", self.title)
        yield from ((f"questions.{position}", question) for position, question in enumerate(self.questions))


class CardContent(Form):
    """Everything a version of a card says. Stored, imported, exported and compared in this form."""

    audience: Audience = "public"
    source: str
    rules: Annotated[tuple[Rule, ...], Field(max_length=MAX_RULES)] = ()
    languages: dict[Language, Texts]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        problems = list(self._gaps())
        if problems:
            raise ContentError(problems)
        return self

    def _gaps(self) -> Iterator[Problem]:
        """What does not fit together: keys of rules, and the texts of each language."""
        keys = [rule.key for rule in self.rules]
        for position, key in enumerate(keys):
            if key in keys[:position]:
                yield Problem(f"rules.{position}.key", "duplicate", f"There is another rule {key}.")
        if self.source not in self.languages:
            yield Problem("languages", "missing", f"The text in the source language ({self.source}) is missing.")
        for language, said in self.languages.items():
            field = f"languages.{language}.texts"
            for key in dict.fromkeys(keys):
                if key not in said.texts:
                    yield Problem(f"{field}.{key}", "missing", f"The text of rule {key} is missing.")
            for key in said.texts:
                if key not in keys:
                    yield Problem(f"{field}.{key}", "extra_forbidden", f"There is a text for {key}, but no such rule.")

    def rule(self, key: str) -> Rule:
        """Raises KeyError for an unknown key."""
        return {rule.key: rule for rule in self.rules}[key]

    @cached_property
    def facts(self) -> frozenset[str]:
        """Keys of all facts that texts quote or bounds use."""
        texts = (text for language in self.languages.values() for _, text in language.markdown())
        quoted = {key for text in texts for key in quoted_facts(text)}
        return frozenset(quoted | self.bound_facts)

    @property
    def bound_facts(self) -> frozenset[str]:
        """Keys of the facts whose numbers decide."""
        return frozenset(key for rule in self.rules for key in rule.bound_facts)

    @cached_property
    def offers(self) -> frozenset[str]:
        return frozenset(offer for rule in self.rules for offer in rule.offers)
