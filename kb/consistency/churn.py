"""A store in which something changes all the time, while its channels are compared: the verbs, as colleagues use them."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from random import Random
from time import sleep
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from policies.content.problems import ContentError
from policies.errors import Conflict, Refused
from policies.models import Card, Fact, Subject, Version
from policies.origin import acting_from
from policies.people.roles import MANAGER, OWNER
from policies.publishing import base_for, now
from policies.workflow import approve, publish, start_draft, submit, withdraw

State = Version.State
MARK = "\u2060"  # Put at the end of a text: a change that nobody sees, and every digest does.


class Unstaffed(Exception):
    """There are not the people whom a change needs."""


class Churn:
    """One change after the other, of cards and facts in force, at random; `counts` says how many of which kind."""

    def __init__(self, seed: int = 1):
        self.random = Random(seed)  # noqa: S311
        self.counts: Counter[str] = Counter()
        people = list(
            get_user_model().objects.filter(is_active=True, groups__name__in=[MANAGER, OWNER]).distinct().order_by("pk")
        )
        managers = [person for person in people if person.groups.filter(name=MANAGER).exists()]
        if not managers or len(people) < 3:
            raise Unstaffed("Changes need a knowledge manager and two more who may approve.")
        self.writer, self.approvers = managers[0], [person for person in people if person != managers[0]]

    def go_on(self, is_over: Callable[[], bool], *, pause: float) -> None:
        """One change after the other, with a pause in seconds; in the end everything is in force again that was withdrawn."""
        with acting_from("command consistency"):
            while not is_over():
                self.change()
                sleep(pause)
            self.mend()

    def change(self) -> None:
        kinds: dict[str, Callable[[], Any]] = {
            "card published": lambda: self._publish(self._card()),
            "card scheduled": lambda: self._publish(self._card(), after=2, lasts=self.random.choice([None, 4])),
            "card withdrawn": lambda: withdraw(self._card(), by=self.writer),
            "card back": self.mend,
            "fact changed": lambda: self._publish(self._fact()),
            "fact scheduled": lambda: self._publish(self._fact(), after=2, lasts=self.random.choice([None, 4])),
        }
        is_empty = not Card.objects.live_at(now()).exists()
        kind = "card back" if is_empty else self.random.choice(list(kinds))
        # Some of it cannot be: a fact that no text may contradict, a card that somebody else's text would replace.
        with suppress(Conflict, Refused, ContentError):
            kinds[kind]()
            self.counts[kind] += 1

    def mend(self) -> None:
        """Cards that are not in force come back."""
        live = Card.objects.live_at(now()).values("pk")
        for card in Card.objects.exclude(pk__in=live).filter(versions__state=State.PUBLISHED).distinct():
            with suppress(Conflict, Refused, ContentError):
                self._publish(card)

    def _publish(self, subject: Subject, *, after: float | None = None, lasts: float | None = None) -> None:
        start = timezone.now() + timedelta(seconds=after) if after else None
        until = timezone.now() + timedelta(seconds=(after or 0) + lasts) if lasts else None
        base = base_for(subject)
        if base is None:
            return
        changed = _marked(base.content) if subject.kind == Subject.Kind.CARD else _other_value(base.content, self.random)
        version = submit(start_draft(subject, changed, by=self.writer), by=self.writer)
        for person in self.approvers:
            if version.state != State.APPROVED:
                with suppress(Refused):
                    version = approve(version, by=person)
        publish(version, by=self.writer, start=start, until=until)

    def _card(self) -> Card:
        """One in force; any, where what was scheduled has ended just now."""
        return self.random.choice(list(Card.objects.live_at(now()).order_by("pk") or Card.objects.order_by("pk")))

    def _fact(self) -> Fact:
        """One in force, or else any."""
        return self.random.choice(list(Fact.objects.live_at(now()).order_by("pk") or Fact.objects.order_by("pk")))


def _marked(content: dict[str, Any]) -> dict[str, Any]:
    """The same with a mark at the end of every text, or without it."""
    languages = {language: _texts(texts) for language, texts in content["languages"].items()}
    return {**content, "languages": languages}


def _texts(texts: dict[str, Any]) -> dict[str, Any]:
    answers = {rule: _turned(text) for rule, text in texts.get("texts", {}).items()}
    return {**texts, "short": _turned(texts["short"]), **({"texts": answers} if answers else {})}


def _turned(text: str) -> str:
    return text.removesuffix(MARK) if text.endswith(MARK) else text + MARK


def _other_value(content: dict[str, Any], random: Random) -> dict[str, Any]:
    """One more or one less, for a number."""
    value = content["value"]
    if not isinstance(value, int | float | str) or not str(value).replace(".", "", 1).isdigit():
        return content
    number = float(value)
    changed = max(1.0, number + random.choice([-1, 1]))
    return {**content, "value": str(int(changed) if changed == int(changed) else changed)}
