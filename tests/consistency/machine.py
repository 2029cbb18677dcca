"""Anything that people and machines may do to one card and one fact, in any order; after each step all channels are asked."""

import shutil
from datetime import UTC, datetime, timedelta
from itertools import count

import time_machine
from celery.app.task import Task
from django.conf import settings
from django.core.cache import cache, caches
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from kb.background import SCHEDULE
from kb.celery import app
from policies import memory, releases, workflow
from policies.publishing import current_revision
from policies.signals import publication_committed
from search import follow, index, sync
from tests.consistency.acts import HOUR, Acts, Killed
from tests.consistency.channels import PARTS, Question
from tests.consistency.reference import CARD, DAYS, FACT, LANGUAGES, SOURCE
from tests.consistency.world import DAY_ONE, content, value, word_of

INSTANT = timedelta(microseconds=1)
PEOPLE = st.sampled_from(["marta", "olivia", "pavel", "ana"])
WRITERS = st.sampled_from(["marta", "marta", "olivia"])
AUDIENCES = st.sampled_from(["public", "public", "internal"])
STAGES = st.sampled_from(["packed", "packed", "delivered", ""])
HOW_FAR = st.sampled_from([0, 1, 2, 3, 3, 4, 4, 4])
START, LENGTH = st.sampled_from([0, 0, 1, 6, 24]), st.sampled_from([None, None, 2, 12])
IN_TURN = ("faq", "search", "faq", "colleagues", "search", "faq", "chat", "assistants")
NUDGES = ["arrives", "arrives", "is lost", "is doubled", "is late", "dies before"]
# All that the beat repeats; but comparing all channels is a proof of its own, which asks a running site.
BEATS = sorted({each["task"] for each in SCHEDULE.values()} - {"kb.compare_channels"})


class Life(Acts):
    def __init__(self) -> None:
        super().__init__()
        self.travel = time_machine.travel(DAY_ONE, tick=False)
        self.clock = self.travel.start()
        self.world.put_back()
        self.steps = count()
        self.nudge, self.late = "arrives", []
        self.turns.add(DAY_ONE)
        self.apply_async, Task.apply_async = Task.apply_async, lambda task, *_, **__: self.late.append(task)
        publication_committed.disconnect(follow.follow_publication, dispatch_uid="search")
        publication_committed.connect(self.nudged, dispatch_uid="search")

    def teardown(self) -> None:
        try:
            self.everything_converges()
        finally:
            publication_committed.disconnect(self.nudged, dispatch_uid="search")
            publication_committed.connect(follow.follow_publication, dispatch_uid="search")
            Task.apply_async = self.apply_async
            self.travel.stop()

    @initialize()
    def begin(self) -> None:
        self.reference.revision = self.world.offers
        fact = self.reference.text(FACT, author="marta", base=None, days=5, state="published")
        words = dict.fromkeys(LANGUAGES, word_of(0))
        card = self.reference.text(CARD, author="marta", base=None, words=words, state="published")
        for subject, text in ((FACT, fact), (CARD, card)):
            self.reference.enter([(subject, text)], DAY_ONE, None, None)

    # What people do

    @rule(
        author=WRITERS,
        audience=AUDIENCES,
        only_source=st.booleans(),
        how_far=HOW_FAR,
        start=START,
        length=LENGTH,
        person=PEOPLE,
    )
    def write_the_card(self, author, audience, only_source, how_far, start, length, person):
        base = self.base(CARD)
        word = word_of(next(self.numbers))
        words = {**base.words, SOURCE: word} if only_source else dict.fromkeys(LANGUAGES, word)
        row = self.row(base)
        form = content(words, audience, made_for=row.content["languages"] if only_source else None)
        text = self.reference.text(
            CARD, author=author, base=base.number, words=words, is_lagging=only_source, audience=audience
        )
        workflow.start_draft(self.world.card, form, by=self.person(author))
        self.carry_on(text, how_far, start, length, person)

    @rule(audience=AUDIENCES, only_source=st.booleans(), start=START)
    def put_another_text_in_force(self, audience, only_source, start):
        """The usual way, without a stop. What becomes internal was public for an hour at least, and is internal at once."""
        if audience == "internal":
            self.clock.move_to(self.now() + HOUR)
            start = 0
        self.write_the_card("marta", audience, only_source, 4, start, None, "olivia")

    @rule(author=WRITERS, days=st.sampled_from(list(DAYS)), how_far=HOW_FAR, start=START, length=LENGTH)
    def write_the_fact(self, author, days, how_far, start, length):
        text = self.reference.text(FACT, author=author, base=self.base(FACT).number, days=days)
        workflow.start_draft(self.world.fact, value(days), by=self.person(author))
        self.carry_on(text, how_far, start, length)

    @rule(which=st.integers(0, 9), author=WRITERS, start=START)
    def go_back(self, which, author, start):
        published = [text for text in self.reference.texts if text.subject == CARD and text.state == "published"]
        old = published[which % len(published)]
        base = self.base(CARD)
        same = {"words": old.words, "is_lagging": old.is_lagging, "audience": old.audience}
        if old.words[SOURCE] == base.words[SOURCE]:
            return  # Then whether the translations lag is as it was in between, which is another promise's test.
        text = self.reference.text(CARD, author=author, base=base.number, **same)
        workflow.revert(self.world.card, self.row(old), by=self.person(author))
        self.carry_on(text, 4, start, None)

    @precondition(lambda self: self.open())
    @rule(which=st.integers(0, 9), verb=st.sampled_from(["save", "submit", "approve", "return", "recall"]), person=PEOPLE)
    def work_on_it(self, which, verb, person):
        """Whoever may not, or comes too late, is refused and has changed nothing."""
        texts = self.open()
        getattr(self, f"_{verb}")(texts[which % len(texts)], person)

    @precondition(lambda self: self.open())
    @rule(which=st.integers(0, 9), person=PEOPLE, start=START, length=LENGTH)
    def publish(self, which, person, start, length):
        texts = self.open()
        self._publish(texts[which % len(texts)], person, start, length)

    @rule(start=START)
    def withdraw(self, start):
        now, begins = self.now(), self.after(start)
        self.do(True, workflow.withdraw, self.world.card, by=self.world.people.olivia, start=begins)
        self.reference.enter([(CARD, None)], now, begins, None)
        self.turns.add(begins or now)

    @rule(days=st.sampled_from(list(DAYS)), start=START)
    def release_both(self, days, start):
        """A new value and a new wording take effect together, or neither does."""
        people, now, begins, word = self.world.people, self.now(), self.after(start), word_of(next(self.numbers))
        slug = f"release-{next(self.numbers)}"
        release = releases.create_release(slug, slug, by=people.marta, start=begins)
        words = dict.fromkeys(LANGUAGES, word)
        fact = self.reference.text(FACT, author="marta", base=self.base(FACT).number, days=days, state="approved")
        card = self.reference.text(CARD, author="marta", base=self.base(CARD).number, words=words, state="approved")
        for subject, form in ((self.world.fact, value(days)), (self.world.card, content(words, "public"))):
            releases.add_to_release(workflow.start_draft(subject, form, by=people.marta), release, by=people.marta)
        releases.approve_release(releases.submit_release(release, by=people.marta), by=people.olivia)
        fits = all(self.reference.may_publish("olivia", text, now, begins) for text in (fact, card))
        if self.do(fits, releases.publish_release, release, by=people.olivia):
            fact.state = card.state = "published"
            self.reference.enter([(FACT, fact), (CARD, card)], now, begins, None)
            self.turns.add(begins or now)
        else:
            fact.state = card.state = "in a release"

    # What happens to clocks, tasks, memory and files

    @rule(how=st.sampled_from([1, 3, 12, 40, "to the next change", "just before it", "back a little", "back"]))
    def the_clock_moves(self, how):
        coming = [turn for turn in self.turns if turn > self.now()]
        if isinstance(how, int):
            self.clock.shift(how * HOUR)
        elif how.startswith("back"):
            back = timedelta(seconds=30) if how == "back a little" else 5 * HOUR
            self.clock.move_to(max(datetime.now(UTC) - back, DAY_ONE + HOUR))
        elif coming:
            self.clock.move_to(min(coming) - (INSTANT if how == "just before it" else INSTANT * 0))

    @rule(how=st.sampled_from(NUDGES))
    def from_now_on_the_nudge(self, how):
        self.nudge = how

    @rule(name=st.sampled_from(BEATS), times=st.integers(0, 2))
    def tasks_run(self, name, times):
        """What is late arrives, the newest first; and a beat that is missed, or comes once or twice."""
        while self.late:
            task = self.late.pop()
            task()
        for _ in range(times):
            app.tasks[name]()

    @rule(what=st.sampled_from(["cache", "memory", "index", "half the index", "manifest"]))
    def lose(self, what):
        folder = settings.SEARCH_INDEX / "public"
        if what == "cache":
            cache.clear()
        elif what == "memory":
            memory.forget()
            index.forget()
        elif what == "manifest":
            (folder / "manifest.json").unlink(missing_ok=True)
        else:
            shutil.rmtree(settings.SEARCH_INDEX if what == "index" else folder, ignore_errors=True)

    # What must hold

    @rule(language=st.sampled_from(LANGUAGES), stage=STAGES, which=st.integers(0, 20), step=st.sampled_from([-1, 0]))
    def look_at_another_day(self, language, stage, which, step):
        turns = sorted(self.turns)
        self.look(language, stage, turns[which % len(turns)] + step * INSTANT)

    @invariant()
    def all_channels_say_what_the_reference_says(self):
        """The API after each step, the others in turn."""
        step = next(self.steps)
        if self.reference.log:
            self.look(
                LANGUAGES[step % 3], ("packed", "delivered", "")[step // 2 % 3], None, ("answers", IN_TURN[step % len(IN_TURN)])
            )
            assert current_revision() == self.reference.revision, "A revision for each act, and none that failed."

    def everything_converges(self):
        """One beat, and the index is as the database, whatever was lost; searching finds what holds."""
        if not self.reference.log:
            return
        app.tasks["search.sync"]()
        assert [difference.cards for difference in sync.check()] == [(), ()], "The index follows the log."
        language = LANGUAGES[next(self.steps) % 3]
        self.look(language, "packed", None)
        for audience in ("public", "internal"):
            is_there = self.says(audience, language, "packed", None) is not None
            assert self.world.channels.finds(self.question(language, "packed", None), audience) == is_there

    def look(self, language, stage, at, parts=PARTS):
        caches["rates"].clear()
        channels, said = self.world.channels, [self.says(who, language, stage, at) for who in ("public", "internal")]
        channels.listen(self.question(language, stage, at), *said, parts)
        assert channels.wrong == []

    def says(self, audience, language, stage, at):
        return self.reference.says(audience, language, stage, at or self.now(), self.now())

    def question(self, language, stage, at):
        text = self.reference.holding(CARD, at or self.now()) or self.base(CARD)
        return Question(language, stage, at, text.words[SOURCE if text.is_lagging else language])

    def _publish(self, *what):
        """Whatever takes effect leaves other days as they were, but for what is no longer for everybody."""
        super()._publish(*what)
        self.look(SOURCE, "packed", min(self.turns), ("answers",))

    def nudged(self, **_):
        if self.nudge == "dies before":
            raise Killed
        if self.nudge == "is late":
            self.late.append(follow.follow_publication)
        for _time in range({"arrives": 1, "is doubled": 2}.get(self.nudge, 0)):
            follow.follow_publication()
