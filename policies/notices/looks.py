"""What changed on a card since a person last took note of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from policies.content.diff import Span, word_diff
from policies.content.document import CardContent, Rule
from policies.languages import match_language
from policies.models import Card, Look, Subject, Version
from policies.moment import Moment
from policies.publishing import in_force
from policies.said import Texts

FIELDS = ("short", "body", "notes")


@dataclass(frozen=True, slots=True)
class Part:
    """A text that changed. `name` is title, short, body or notes, or the key of a rule, then with what became of the rule:
    new, gone, other_cases or other_outcome.
    """

    name: str
    spans: tuple[Span, ...]
    is_rule: bool = False
    became: str = ""
    outcomes: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Change:
    """What is new in `version` for somebody who took note of an older meaning at `since`; in `language`."""

    version: Version
    since: datetime | None
    language: str
    parts: tuple[Part, ...]


def change_for(user: Any, card: Card, language: str, at: Moment) -> Change | None:
    """What this person does not know yet; None for who knows, and for who comes for the first time and is noted now.

    One query for who knows.
    """
    look = Look.objects.select_related("version__subject").filter(person=user, subject=card.pk).first()
    if look is None:
        row = Look(person=user, subject_id=card.pk, version_id=card.live_version_id, at=timezone.now())
        Look.objects.bulk_create([row], ignore_conflicts=True)
        return None
    if look.version_id == card.live_version_id:
        return None
    live = in_force(Subject.Kind.CARD, [card.slug], at)[card.slug]
    if live.meaning_number == look.version.meaning_number:
        return None
    return change_between(look.version, live, language, at, since=look.at)


def take_note(user: Any, subject: Subject, version: Version) -> None:
    """The person knows this version now; it is the one in force, which may be an older one that holds again."""
    row = Look(person=user, subject=subject, version=version, at=timezone.now())
    Look.objects.bulk_create([row], ignore_conflicts=True)
    Look.objects.filter(person=user, subject=subject).update(version=version, at=row.at)


def change_between(old: Version | None, new: Version, language: str, at: Moment, *, since: datetime | None = None) -> Change:
    """What is new, text by text and rule by rule, in the language asked for or else the card's own."""
    spoken = match_language(language, new.typed.languages) or new.typed.source
    return Change(new, since, spoken, tuple(_parts(old, new, spoken, at)))


def _parts(old: Version | None, new: Version, language: str, at: Moment) -> Iterator[Part]:
    before, after = _texts(old, language, at), _texts(new, language, at)
    for name in ("title", *FIELDS):
        if before.get(name, "") != after.get(name, ""):
            yield Part(name, tuple(word_diff(before.get(name, ""), after.get(name, ""))))
    was, rules = (_rules(old.typed) if old else {}), _rules(new.typed)
    for key in [*rules, *(key for key in was if key not in rules)]:
        became, outcomes = _became(was.get(key), rules.get(key))
        texts = before.get(f"texts.{key}", ""), after.get(f"texts.{key}", "")
        if became or texts[0] != texts[1]:
            yield Part(key, tuple(word_diff(*texts)), is_rule=True, became=became, outcomes=outcomes)


def _texts(version: Version | None, language: str, at: Moment) -> dict[str, str]:
    """The texts as customers and colleagues read them, with the facts of the moment; none in a language it does not speak."""
    if version is None or language not in version.typed.languages:
        return {}
    content = version.typed
    facts = {slug: fact.typed for slug, fact in in_force(Subject.Kind.FACT, content.facts, at).items()}
    texts, rendered = Texts(version, language, facts), version.rendered[language]
    fields = [field for field in (*FIELDS, *(f"texts.{rule.key}" for rule in content.rules)) if field in rendered]
    return {"title": content.languages[language].title, **{field: texts.text(field) for field in fields}}


def _rules(content: CardContent) -> dict[str, Rule]:
    return {rule.key: rule for rule in content.rules}


def _became(old: Rule | None, new: Rule | None) -> tuple[str, tuple[str, str]]:
    if old is None or new is None:
        return ("new" if old is None else "gone"), ("", "")
    if old.outcome != new.outcome:
        return "other_outcome", (old.outcome, new.outcome)
    return ("other_cases" if old.form() != new.form() else ""), ("", "")
