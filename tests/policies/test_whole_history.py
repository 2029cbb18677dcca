"""Any sequence of drafts, schedules, releases, withdrawals and fact changes: every read says what a short reference says."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from policies.answers import answer_for, find_card
from policies.errors import Conflict
from policies.models import Release
from policies.moment import Moment
from policies.publishing import current_revision, moment_at, now
from policies.receipts import issue, read
from policies.releases import add_to_release, approve_release, create_release, publish_release, submit_release
from policies.replay import replay
from policies.workflow import approve, publish, revert, submit, withdraw
from tests.people import make_people
from tests.store import Store

EXAMPLES = int(os.environ.get("EXAMPLES", "10"))  # More of them find more: EXAMPLES=200 make test ONLY=tests/policies/...
DAY_ONE = datetime(2030, 1, 1, tzinfo=UTC)
HOURS = st.integers(0, 72)
LENGTH = st.one_of(st.none(), st.integers(1, 72))
WORDS = {"en": ("{} day", "{} days"), "ru": ("{} день", "{} дня", "{} дней")}


@dataclass(frozen=True)
class Line:
    """A line of the reference's log. `says` is the wording of a card or the value of a fact; None for a withdrawal."""

    number: int
    subject: str
    version: int
    says: int | None
    start: datetime
    until: datetime | None


def holding(log, subject, at, revision):
    """The reference: what began last and has not ended, unless a later line withdrew it."""
    begun = [line for line in log if line.subject == subject and line.number <= revision and line.start <= at]
    gone = [line.number for line in begun if line.says is None]
    living = [line for line in begun if line.says is not None and (line.until is None or at < line.until)]
    living = [line for line in living if not any(number > line.number for number in gone)]
    return max(living, key=lambda line: (line.start, line.number), default=None)


class History(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.travel = time_machine.travel(DAY_ONE, tick=False)
        self.clock = self.travel.start()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.log, self.instants, self.receipts, self.wordings = [], {DAY_ONE}, [], 0

    def teardown(self):
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)
        self.travel.stop()

    @initialize()
    def begin(self):
        self.store = Store(make_people())
        self.store.dimension()
        self.fact = self.store.fact("refunds.card_days", value=5)
        self.note(self.fact, 5)
        self.card = self.store.card("the-card", **self.content(0))
        self.note(self.card, 0)

    @rule(hours=st.integers(1, 60))
    def move_the_clock(self, hours):
        self.clock.shift(timedelta(hours=hours))

    @rule(start=HOURS, length=LENGTH)
    def change_the_card(self, start, length):
        self.wordings += 1
        self.put(self.card, self.content(self.wordings), self.wordings, start, length)

    @rule(value=st.integers(1, 30), start=HOURS, length=LENGTH)
    def change_the_fact(self, value, start, length):
        self.put(self.fact, self.value(value), value, start, length)

    @rule(start=HOURS)
    def withdraw_the_card(self, start):
        begins = self.at(start)
        publication = withdraw(self.card, by=self.store.people.olivia, start=begins)
        self.log.append(Line(publication.number, "the-card", 0, None, begins or self.time(), None))
        self.instants.add(begins or self.time())

    @rule()
    def go_back_to_the_first_wording(self):
        first = self.card.versions.get(number=1)
        draft = revert(self.card, first, by=self.store.people.marta)
        self.finish(self.card, draft, 0, None, None)

    @rule(value=st.integers(1, 30), start=HOURS, length=LENGTH)
    def release_both(self, value, start, length):
        people, begins, ends = self.store.people, self.at(start), self.end(start, length)
        self.wordings += 1
        slug = f"release-{Release.objects.count()}"
        release = create_release(slug, slug, by=people.marta, start=begins, until=ends)
        drafts = [(self.fact, self.value(value), value), (self.card, self.content(self.wordings), self.wordings)]
        for subject, form, _ in drafts:
            add_to_release(self.store.draft(subject, form), release, by=people.marta)
        submit_release(release, by=people.marta)
        approve_release(release, by=people.olivia)
        fits = all(self.fits(subject, begins) for subject, _, _ in drafts)
        try:
            with transaction.atomic():
                publish_release(release, by=people.olivia)
        except ValueError:
            assert not fits
            return
        assert fits
        for subject, _, says in drafts:
            self.note(subject, says, begins, ends)

    @rule(back=st.integers(0, 200), language=st.sampled_from(["en", "ru"]))
    def keep_a_receipt(self, back, language):
        at = Moment(self.time() - timedelta(hours=back), current_revision())
        card = find_card("the-card", "internal", at)
        if card is not None:
            reply = answer_for(card, {"order_stage": "packed"}, language, at)
            self.receipts.append((issue(reply, {"order_stage": "packed"}, "agents"), reply.answer))

    @invariant()
    def every_read_says_what_the_reference_says(self):
        edges = {edge + step for edge in self.instants for step in (timedelta(0), timedelta(microseconds=-1))}
        for instant in (*sorted(edges)[-8:], now().at):
            for language in WORDS:
                assert self.said(moment_at(instant), language) == self.expected(instant, language)

    @invariant()
    def every_receipt_gives_the_same_answer_again(self):
        for token, answer in self.receipts[-4:]:
            again = replay(read(token), audience="internal", channel="agents")
            assert again is not None
            assert again.is_same
            assert again.reply.answer == answer

    def put(self, subject, form, says, start, length):
        draft = self.store.approved(subject, form)
        self.finish(subject, draft, says, self.at(start), self.end(start, length), is_approved=True)

    def finish(self, subject, draft, says, begins, ends, *, is_approved=False):
        from_here = self.fits(subject, begins)
        if not is_approved:
            draft = self.approve(draft)
        try:
            with transaction.atomic():
                publish(draft, by=self.store.people.olivia, start=begins, until=ends)
        except Conflict:
            assert not from_here
            return
        assert from_here
        self.note(subject, says, begins, ends)

    def approve(self, draft):
        return approve(submit(draft, by=self.store.people.marta), by=self.store.people.olivia)

    def fits(self, subject, begins):
        """A draft replaces what holds now; it may begin only where that, or nothing, holds."""
        here, there = (self.base(subject, at) for at in (self.time(), begins or self.time()))
        return here == there

    def base(self, subject, at):
        line = holding(self.log, subject.slug, at, current_revision())
        published = [entry for entry in self.log if entry.subject == subject.slug and entry.says is not None]
        return (line or max(published, key=lambda entry: entry.number)).version

    def note(self, subject, says, begins=None, ends=None):
        version = subject.versions.filter(state="published").order_by("-number")[0]
        start = begins or self.time()
        self.log.append(Line(current_revision(), subject.slug, version.number, says, start, ends))
        self.instants |= {start, *([ends] if ends else [])}

    def said(self, at, language):
        card = find_card("the-card", "public", at)
        return answer_for(card, {"order_stage": "packed"}, language, at).answer.text if card else None

    def expected(self, instant, language):
        revision = current_revision()
        card = holding(self.log, "the-card", instant, revision)
        fact = holding(self.log, "refunds.card_days", instant, revision)
        if card is None or fact is None:
            return None
        return f"{language} {card.says}: {counted(fact.says, language)}"

    def content(self, says):
        texts = {
            language: {
                "title": "The card",
                "short": "Short.",
                "texts": {"always": f"{language} {says}: {{{{ refunds.card_days }}}}"},
                "made_for": None,
            }
            for language in WORDS
        }
        rules = [{"key": "always", "when": {}, "outcome": "allowed"}]
        return {"source": "en", "rules": rules, "languages": texts}

    def value(self, value):
        return {"type": "duration", "unit": "day", "value": value}

    def time(self):
        return now().at

    def at(self, hours):
        return self.time() + timedelta(hours=hours) if hours else None

    def end(self, start, length):
        return self.time() + timedelta(hours=start + length) if length else None


def counted(number, language):
    forms = WORDS[language]
    if language == "en":
        return forms[number != 1].format(number)
    if number % 10 == 1 and number % 100 != 11:
        return forms[0].format(number)
    few = 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14
    return forms[1 if few else 2].format(number)


@pytest.mark.timeout(3000)
@pytest.mark.django_db
def test_it_agrees_with_the_reference_whatever_happens():
    few = settings(max_examples=EXAMPLES, stateful_step_count=10, deadline=None, database=None)
    run_state_machine_as_test(History, settings=few)
