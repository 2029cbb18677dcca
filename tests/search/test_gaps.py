"""Questions without an answer become gaps: grouped by what they mean, owned, settled by people, closed by themselves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from policies.content.problems import ContentError
from policies.errors import Conflict, Refused
from policies.models import Event, Version
from search.gap_lines import lines_of
from search.gaps import (
    add_to_card,
    assign_gap,
    close_answered,
    dismiss_gap,
    examples_of,
    forget_gaps,
    open_gaps,
    reopen_gap,
    start_card,
    visible_gaps,
)
from search.learned import Gap
from search.learning import learn
from search.models import Question
from search.tasks import forget_questions

pytestmark = [pytest.mark.django_db, pytest.mark.both]
STORE, OLD = "do you have a store that I can visit", "do you recycle old clothes"


@pytest.fixture
def ask_all(settings, store):
    """Questions as they are kept, some time ago; grouped by their letters alone, which needs no encoder."""
    settings.ANSWER_ENCODER = "none"
    store.card("contact-us")
    numbers = iter(range(1000))

    def ask(*texts, days=0, **more):
        said = {"way": "ask", "channel": "chat", "language": "en", "band": "escalate", "revision": 1, **more}
        asked_at = timezone.now() - timedelta(days=days, hours=1)
        for text in texts:
            Question.objects.create(key=f"asked-{next(numbers)}", asked_at=asked_at, text=text, **said)
        learn()

    return ask


def groups():
    return [[question.text for question in gap.questions.order_by("pk")] for gap in Gap.objects.order_by("pk")]


def test_questions_that_mean_the_same_are_one_gap(ask_all):
    ask_all(STORE, OLD, "do you have stores I can visit", "do you recycle my old clothes")
    assert groups() == [[STORE, "do you have stores I can visit"], [OLD, "do you recycle my old clothes"]]


def test_a_gap_stays_the_same_in_whatever_batches_questions_come(ask_all):
    ask_all(STORE)
    first = Gap.objects.get().pk
    ask_all(OLD)
    ask_all("do you have stores I can visit")
    assert Question.objects.get(text="do you have stores I can visit").gap_id == first
    assert len(groups()) == 2


@pytest.mark.once
def test_it_groups_by_meaning_with_the_encoder(ask_all, settings):
    settings.ANSWER_ENCODER = "use"
    ask_all("do you have a physical store", "is there a shop I can go to", "do you recycle old clothes")
    assert [len(group) for group in groups()] in ([2, 1], [1, 1, 1])
    assert Gap.objects.filter(space="use-0.2.1").count() == Gap.objects.count()


@pytest.mark.parametrize(
    "more",
    [
        {"band": "answer"},
        {"band": "suggest"},
        {"chosen": "contact-us"},
        {"way": "search"},
        {"text": "store"},
    ],
)
def test_what_found_an_answer_or_says_nothing_is_no_gap(ask_all, more):
    more = dict(more)
    ask_all(more.pop("text", STORE), **more)
    assert not Gap.objects.exists()
    assert Question.objects.get().is_learned


def test_candidates_that_did_not_help_are_a_gap(ask_all):
    ask_all(STORE, band="suggest", outcome="escalated")
    assert Gap.objects.count() == 1


def test_what_is_fresh_waits_until_it_is_known_what_came_of_it(ask_all):
    ask_all(STORE, days=-1)
    assert not Question.objects.get().is_learned


def test_it_counts_by_week_and_says_languages_and_whose_it_is(ask_all, store, people):
    ask_all(STORE, STORE, days=8)
    ask_all(STORE, days=1)
    ask_all("do you have a store that I can visit?", language="pt-BR")
    (line,) = lines_of(visible_gaps(people.olivia))
    assert (line.count, line.this_week, line.last_week, line.trend) == (4, 2, 2, 0)
    assert line.languages == ("en", "pt-BR")
    assert line.title == "do you have a store that I can visit?"
    assert line.gap.topic.slug == "cancellation"


def test_it_waits_for_the_owner_of_the_topic_until_somebody_else_answers_for_it(ask_all, store, people):
    topic = store.topic()
    topic.owner = people.pavel
    topic.save()
    ask_all(STORE)
    gap = Gap.objects.get()
    assert list(open_gaps(people.pavel)) == [gap]
    assert not open_gaps(people.olivia).exists()
    assert not open_gaps(people.ana).exists()
    assign_gap(gap, by=people.pavel, person=people.olivia)
    assert list(open_gaps(people.olivia)) == [gap]
    assert not open_gaps(people.pavel).exists()


def test_only_who_answers_for_it_and_managers_settle_it(ask_all, people):
    ask_all(STORE)
    gap = Gap.objects.get()
    for act in (
        lambda: dismiss_gap(gap, by=people.marta, reason="no"),
        lambda: assign_gap(gap, by=people.marta, person=people.marta),
        lambda: reopen_gap(gap, by=people.marta),
        lambda: add_to_card(gap, None, by=people.marta),
    ):
        with pytest.raises(Refused):
            act()
    with pytest.raises(Refused):
        visible_gaps(people.ana)
    with pytest.raises(ContentError):
        assign_gap(gap, by=people.max, person=people.ana)


def test_a_dismissed_gap_keeps_its_reason_and_takes_later_questions_in_silence(ask_all, people):
    ask_all(STORE)
    gap = dismiss_gap(Gap.objects.get(), by=people.max, reason="We sell online only.")
    ask_all(STORE)
    gap.refresh_from_db()
    assert (gap.state, gap.reason, gap.questions.count()) == ("dismissed", "We sell online only.", 2)
    with pytest.raises(Conflict):
        dismiss_gap(gap, by=people.max, reason="again")
    assert reopen_gap(gap, by=people.max).state == "open"
    assert [event.action for event in Event.objects.filter(thing=f"gap:{gap.pk}")] == ["dismiss_gap", "reopen_gap"]


def test_no_reason_is_no_dismissal(ask_all, people):
    ask_all(STORE)
    with pytest.raises(ContentError):
        dismiss_gap(Gap.objects.get(), by=people.max, reason="  ")


def test_its_questions_become_examples_of_a_card_in_a_draft(ask_all, store, people):
    ask_all(STORE, OLD, STORE)
    gap, other = Gap.objects.order_by("pk")
    draft = add_to_card(gap, store.card("visit-us"), by=people.max)
    assert (draft.state, draft.significance, draft.author) == (Version.State.DRAFT, "wording", people.max)
    assert draft.content["languages"]["en"]["questions"] == [STORE]
    given = {"slug": "recycling", "topic": store.topic(), "title": "Recycling", "short": "We do.", "language": "en"}
    new = start_card(other, **given, owner=people.olivia, risk="low", by=people.max)
    assert new.content["languages"]["en"]["questions"] == [OLD]
    assert {found.card.slug for found in Gap.objects.all()} == {"visit-us", "recycling"}
    assert set(Gap.objects.values_list("state", flat=True)) == {"open"}


def test_it_closes_by_itself_once_its_questions_find_an_answer_and_opens_again(ask_all, store):
    ask_all(STORE, STORE)
    assert close_answered() == 0
    store.card("visit-us", languages={"en": {"title": "Visit us", "questions": [STORE], "short": "You can."}})
    assert close_answered() == 1
    gap = Gap.objects.get()
    assert (gap.state, gap.card.slug, gap.closed_by) == ("answered", "visit-us", None)
    ask_all("do you have a store that I could visit")
    assert Gap.objects.get().state == "open"


def test_events_say_no_word_of_a_customer(ask_all, people):
    ask_all("do you have a shop in Springfield")
    dismiss_gap(Gap.objects.get(), by=people.max, reason="none")
    said = " ".join(str(event.before) + str(event.after) + str(event.details) for event in Event.objects.all())
    assert "Springfield" not in said


def test_what_is_kept_no_longer_is_gone_from_gaps_too(ask_all, people, settings):
    ask_all(STORE, OLD, days=400)
    dismiss_gap(Gap.objects.order_by("pk")[0], by=people.max, reason="none")
    forget_questions()
    (gap,) = Gap.objects.all()
    assert (gap.state, bytes(gap.centre), examples_of(gap)) == ("dismissed", b"", [])
    assert forget_gaps(timezone.now()) == 0
