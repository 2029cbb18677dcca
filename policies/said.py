"""What a version says in one language with the facts of one moment: made once, asked in many contexts."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from django.utils.html import escape

from policies.content.document import CardContent, Rule
from policies.content.facts import fill, quoted_facts
from policies.content.rules import Table
from policies.content.samples import Domain
from policies.content.variants import Facts, Row, rows_of
from policies.models import Version
from policies.reply import Answer, Wording


class Texts:
    """A version's texts in one language with these values of its facts; each is filled in when it is first asked for."""

    def __init__(self, version: Version, language: str, facts: Facts):
        self.version, self.language, self.facts = version, language, facts
        self.content: CardContent = version.typed
        self._filled: dict[tuple[str, str], str] = {}

    def has(self, *fields: str) -> bool:
        """Is every fact in force that these texts quote?"""
        return all(key in self.facts for field in fields for key in quoted_facts(self._rendered(field)["html"]))

    def html(self, field: str) -> str:
        """Safe HTML; empty while a fact is missing."""
        return self._text(field, "html")

    def text(self, field: str) -> str:
        """Plain text; empty while a fact is missing."""
        return self._text(field, "text")

    def answer(self, rule: Rule | None) -> Answer:
        fields = fields_of(rule)
        return Answer(
            card=self.version.subject.slug,
            version=self.version.number,
            rule=rule.key if rule else None,
            outcome=rule.outcome if rule else "information",
            language=self.language,
            title=self.content.languages[self.language].title,
            text="\n\n".join(part for part in map(self.text, fields) if part),
            html="\n".join(part for part in map(self.html, fields) if part),
        )

    def wording(self, *, with_notes: bool) -> Wording:
        return Wording(
            language=self.language,
            title=self.content.languages[self.language].title,
            short_text=self.text("short"),
            short_html=self.html("short"),
            body_html=self.html("body"),
            notes_text=self.text("notes") if with_notes else "",
            notes_html=self.html("notes") if with_notes else "",
        )

    def _text(self, field: str, form: str) -> str:
        if (field, form) not in self._filled:
            how = escape if form == "html" else str
            text = self._rendered(field)[form]
            self._filled[field, form] = fill(text, self.facts, self.language, escape=how) if self.has(field) else ""
        return self._filled[field, form]

    def _rendered(self, field: str) -> dict[str, str]:
        rendered: dict[str, str] = self.version.rendered[self.language][field]
        return rendered


class Said:
    """The texts and the decision table. Nothing in it depends on a context, so an epoch makes it once."""

    def __init__(self, version: Version, language: str, facts: Facts):
        self.version, self.language, self.facts = version, language, facts
        self.content: CardContent = version.typed
        self.rules: dict[str | None, Rule] = {rule.key: rule for rule in self.content.rules}
        self.domains: Mapping[str, Domain] = {}
        self._texts: dict[str, Texts] = {}
        self._says: dict[str, tuple[object, ...]] = {}

    def dimensions(self) -> set[str]:
        """What the rules look at, and what the values of the facts depend on that are quoted to customers."""
        names = {name for rule in self.content.rules for name in rule.conditions}
        varying = {key for key, fact in self.facts.items() if fact.variants}
        if varying:
            texts = self.content.languages[self.language]
            quoted = {key for text in (texts.short, texts.body, *texts.texts.values()) for key in quoted_facts(text)}
            names |= {name for key in varying & (quoted | self.content.bound_facts) for name in self.facts[key].dimensions}
        return names

    @cached_property
    def has_bounds(self) -> bool:
        """Is every fact in force whose number decides, and a number?"""
        return all(slug in self.facts and isinstance(self.facts[slug].value, Decimal) for slug in self.content.bound_facts)

    @cached_property
    def rows(self) -> dict[str, Row]:
        """The decision table's rows. Raises TooManyRows."""
        return {row.key: row for row in rows_of(self.content, self.language, self.facts, self.domains)}

    @cached_property
    def table(self) -> Table:
        return Table([row.table_rule for row in self.rows.values()], self.domains)

    def rule(self, key: str) -> Rule | None:
        """The rule that a row belongs to; None for a card without rules."""
        return self.rules.get(self.rows[key].rule)

    def texts(self, key: str) -> Texts:
        """The texts as this row says them."""
        if key not in self._texts:
            self._texts[key] = self.where(self.rows[key].facts)
        return self._texts[key]

    def where(self, facts: Facts) -> Texts:
        """The texts with these values."""
        return self.plain if facts is self.facts else Texts(self.version, self.language, facts)

    @cached_property
    def plain(self) -> Texts:
        return Texts(self.version, self.language, self.facts)

    def says(self, key: str) -> tuple[object, ...]:
        """What a customer would be told by this row: rows that say the same need not be told apart."""
        if key not in self._says:
            rule, texts = self.rule(key), self.texts(key)
            told = tuple((texts.text(field), texts.html(field)) for field in fields_of(rule))
            self._says[key] = (rule and (rule.outcome, rule.escalate), told)
        return self._says[key]


def fields_of(rule: Rule | None) -> list[str]:
    """The texts that answer: those of a rule, or of a card without rules."""
    return [f"texts.{rule.key}"] if rule else ["short", "body"]
