"""What a card says in outline: its languages, and in which cases of one dimension it answers. Read from its stored form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

STAGE = "order_stage"


@dataclass(frozen=True, slots=True)
class Row:
    """A rule as far as one dimension goes: for which options (None: all), whether anything else is asked, and whether a
    person takes over.
    """

    options: frozenset[str] | None
    is_certain: bool
    escalates: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """`made_for` has every language with the version its text was made for; None for texts that are nobody's translation."""

    source: str
    made_for: tuple[tuple[str, int | None], ...]
    rows: tuple[Row, ...]

    def answers_at(self, option: str) -> bool:
        """Can a customer there be told something, other than that a person takes over? A card without rules always answers."""
        for row in self.rows:
            if row.options is None or option in row.options:
                if not row.escalates:
                    return True
                if row.is_certain:
                    return False
        return not self.rows

    def outdated(self, meaning: int) -> dict[str, int]:
        """Languages made for an older meaning than this one, which are not served, each with the version it was made for."""
        return {
            language: made_for
            for language, made_for in self.made_for
            if language != self.source and made_for is not None and made_for < meaning
        }

    def served(self, meaning: int) -> frozenset[str]:
        """Languages in which it is given as asked for."""
        outdated = self.outdated(meaning)
        return frozenset(language for language, _made_for in self.made_for if language not in outdated)


def outline_of(form: Mapping[str, Any], dimension: str = STAGE) -> Outline:
    """Of a stored content, which was read and checked when it was saved."""
    return Outline(
        form["source"],
        tuple(sorted((language, texts.get("made_for")) for language, texts in form["languages"].items())),
        tuple(_row(rule, dimension) for rule in form.get("rules", ())),
    )


def _row(rule: Mapping[str, Any], dimension: str) -> Row:
    when = rule.get("when") or {}
    asked = when.get(dimension)
    return Row(
        frozenset(asked) if isinstance(asked, list) else None,
        not when.keys() - {dimension},
        rule.get("escalate") is not None,
    )
