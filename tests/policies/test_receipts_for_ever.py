"""Whatever happens afterwards: every receipt of a random history gives the answer of then."""

from copy import deepcopy
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from policies.answers import INTERNAL, answer_for, find_card
from policies.content.files import DimensionFile
from policies.context import read_context
from policies.errors import Conflict
from policies.files.collection import Collection
from policies.files.imports import import_collection
from policies.moment import Moment
from policies.publishing import now
from policies.receipts import issue, read
from policies.replay import replay
from policies.workflow import withdraw
from tests.policies.histories import BEGIN, HOUR
from tests.store import STAGES

later = st.none() | st.integers(0, 30)
acts = st.one_of(
    st.tuples(st.just("say"), st.integers(0, 9), later, later),
    st.tuples(st.just("count"), st.integers(1, 90), later, later),
    st.tuples(st.just("withdraw"), st.none(), later, st.none()),
    st.tuples(st.just("options"), st.integers(1, 3), st.none(), st.none()),
    st.tuples(st.just("rotate"), st.integers(0, 99), st.none(), st.none()),
)
questions = st.tuples(st.sampled_from(["", *STAGES]), st.sampled_from(["en", "pt-BR", "ru", "de"]), st.integers(-20, 40))
histories = st.lists(st.tuples(st.integers(0, 9), acts, st.lists(questions, max_size=3)), min_size=1, max_size=6)


class History:
    """One card with its fact and dimension; each method is one act at the instant that it is."""

    def __init__(self, store):
        self.store = store
        self.card, self.fact = store.cancel_order(), store.fact()

    def say(self, number, start, lasts):
        text = deepcopy(self.store.text(self.card))
        text["languages"]["en"]["texts"]["not-shipped"] = f"Answer {number}: {{{{ refunds.card_days }}}}."
        self.store.publish(self.card, text, **self.span(start, lasts))

    def count(self, value, start, lasts):
        self.store.publish(self.fact, {"type": "duration", "value": value, "unit": "day"}, **self.span(start, lasts))

    def withdraw(self, _, start, __):
        withdraw(self.card, by=self.store.people.olivia, start=self.span(start, None)["start"])

    def options(self, more, _, __):
        names = (*STAGES, *(f"new_{number}" for number in range(more)))
        stages = [{"value": name, "labels": {"en": f"{name} of {more}"}} for name in names]
        form = {"kind": "choice", "names": {"en": "Stage"}, "questions": {"en": f"Which of {more}?"}, "options": stages}
        import_collection(Collection(dimensions={"order_stage": DimensionFile.read(form)}), by=self.store.people.max)

    def rotate(self, number, _, __):
        django_settings.SECRET_KEY_FALLBACKS = [django_settings.SECRET_KEY, *django_settings.SECRET_KEY_FALLBACKS]
        django_settings.SECRET_KEY = f"key number {number} of a long history of keys"

    def span(self, start, lasts):
        begins = None if start is None else timezone.now() + start * HOUR
        return {"start": begins, "until": None if lasts is None else (begins or timezone.now()) + (lasts + 1) * HOUR}

    def ask(self, stage, language, hours):
        """The reply about an instant some hours away, with its receipt; None where the card says nothing."""
        today = now()
        at = Moment(today.at + hours * HOUR, today.revision)
        context = read_context({"order_stage": stage}, at=at)
        card = find_card("cancel-order", INTERNAL, at)
        if card is None:
            return None
        reply = answer_for(card, context, language, at, audience=INTERNAL)
        return reply, issue(reply, context, "bot")


@pytest.mark.timeout(240)
@settings(max_examples=15, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(histories)
def test_every_receipt_gives_the_answer_of_then(store, history):
    with time_machine.travel(BEGIN, tick=False) as clock, transaction.atomic(), override_settings():
        course, given_out = History(store), []
        for wait, (act, *arguments), asked in history:
            clock.shift(timedelta(hours=wait, microseconds=1))
            try:
                getattr(course, act)(*arguments)
            except Conflict:
                continue  # Another version holds at that instant; the history goes on without this act.
            given_out += filter(None, (course.ask(*question) for question in asked))
        for reply, token in given_out:
            again = replay(read(token), audience=INTERNAL, channel="agents")
            assert again.is_same
            assert again.reply.answer == reply.answer
            assert again.receipt.trust == reply.trust
            assert (again.reply.needs, again.escalation) == (reply.needs, reply.escalation)
        transaction.set_rollback(True)
