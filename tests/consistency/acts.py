"""What people do in a life, each in the store and, if it may be done, in the reference."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine

from policies import workflow
from policies.content.problems import ContentError
from policies.errors import Conflict, Refused
from tests.consistency.reference import CARD, LANGUAGES, Reference, Text
from tests.consistency.world import World, content, value, word_of

HOUR = timedelta(hours=1)


class Killed(BaseException):
    """The process ends between the commit and what follows it."""


class Acts(RuleBasedStateMachine):
    world: World

    def __init__(self) -> None:
        super().__init__()
        self.reference, self.numbers = Reference(), count(1)
        self.turns: set[datetime] = set()

    def _save(self, text, person):
        """Before it is handed in, and by its author, or never."""
        word = word_of(next(self.numbers))
        words = dict.fromkeys(LANGUAGES, word)
        form = content(words, text.audience) if text.subject == CARD else value(text.days)
        allowed = text.state == "draft" and person == text.author
        if self.do(allowed, workflow.save_draft, self.row(text), form, by=self.person(person)) and text.subject == CARD:
            text.words, text.is_lagging = words, False

    def _submit(self, text, person):
        allowed = text.state == "draft" and person == text.author
        if self.do(allowed, workflow.submit, self.row(text), by=self.person(person)):
            text.state = "in_review"

    def _approve(self, text, person):
        allowed = self.reference.may_review(person, text)
        if self.do(allowed, workflow.approve, self.row(text), by=self.person(person)):
            text.state = "approved"

    def _return(self, text, person):
        allowed = self.reference.may_review(person, text)
        self.again(text, self.do(allowed, workflow.request_changes, self.row(text), by=self.person(person), comment="No."))

    def _recall(self, text, person):
        allowed = text.state in ("in_review", "approved") and person == text.author
        self.again(text, self.do(allowed, workflow.recall, self.row(text), by=self.person(person)))

    def again(self, text, is_done):
        """The author's new draft of the same text."""
        if is_done:
            text.state = "returned"
            same = {name: getattr(text, name) for name in ("author", "base", "days", "words", "is_lagging", "audience")}
            self.reference.text(text.subject, **same)

    def _publish(self, text, person, start, length):
        now, begins = self.now(), self.after(start)
        ends = (begins or now) + length * HOUR if length else None
        fits = self.reference.may_publish(person, text, now, begins)
        if self.do(fits, workflow.publish, self.row(text), by=self.person(person), start=begins, until=ends):
            text.state = "published"
            self.reference.enter([(text.subject, text)], now, begins, ends)
            self.turns |= {begins or now, *([ends] if ends else [])}

    def carry_on(self, text, how_far, start, length, person="pavel"):
        """Handed in, approved, published now, or from some time for some time. Whoever may not is refused, and asks another."""
        other = "olivia" if text.author != "olivia" else "pavel"
        if how_far > 0:
            self._submit(text, text.author)
        if how_far > 1:
            self._approve(text, person)
            self._save(text, text.author)
            self._approve(text, other)
        if how_far > 2:
            self._publish(text, other, start if how_far > 3 else 0, length if how_far > 3 else None)

    def do(self, is_allowed, verb, *given, **options):
        """Was it done? Only what the reference allows is, and all of it."""
        try:
            verb(*given, **options)
            is_done, why = True, "it was not refused"
        except (Conflict, Refused, ContentError) as refusal:
            is_done, why = False, str(refusal)
        except Killed:
            is_done, why = True, "it was not refused"  # What was committed before stays.
        assert is_done == is_allowed, f"{verb.__name__}: {why}"
        return is_done

    def open(self):
        return [text for text in self.reference.texts if text.state in ("draft", "in_review", "approved", "published")][-5:]

    def base(self, subject) -> Text:
        number = self.reference.base(subject, self.now())
        return next(text for text in self.reference.texts if (text.subject, text.number) == (subject, number))

    def row(self, text):
        subject = self.world.card if text.subject == CARD else self.world.fact
        return subject.versions.select_related("subject__topic", "subject__owner", "author").get(number=text.number)

    def person(self, name) -> Any:
        return getattr(self.world.people, name)

    def now(self):
        """The store's time: by the clock, but not before what was recorded last."""
        return self.reference.not_before(datetime.now(UTC))

    def after(self, hours):
        return self.now() + hours * HOUR if hours else None
