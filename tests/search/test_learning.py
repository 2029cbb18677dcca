"""Confirmed questions become proposed examples; owners take them into a draft or decline them, once and for all."""

from datetime import timedelta

import pytest
from django.utils import timezone

from policies.errors import Conflict, Refused
from policies.models import Event, Notice
from search.checks import add_check, change_check, remove_check
from search.learned import CheckQuestion, ProposedExample
from search.learning import accept_example, decline_example, forget_proposals, learn, proposals_for
from search.models import Question
from search.questions import Found, note_opened, write

pytestmark = [pytest.mark.django_db, pytest.mark.both]
REACH = "how do I get hold of somebody"


@pytest.fixture
def card(settings, store):
    settings.ANSWER_ENCODER = "none"
    questions = ["what is your phone number"]
    return store.card(languages={"en": {"title": "How can I reach you?", "questions": questions, "short": "Write to us."}})


@pytest.fixture
def confirm(card):
    numbers = iter(range(1000))

    def ask(*texts, **more):
        said = {"way": "find", "channel": "agents", "language": "en", "band": "suggest", "revision": 1}
        said |= {"chosen": card.slug, "asked_at": timezone.now() - timedelta(hours=1), **more}
        for text in texts:
            Question.objects.create(key=f"asked-{next(numbers)}", text=text, **said)
        learn()

    return ask


def proposed():
    return list(ProposedExample.objects.values_list("text", "count", "state"))


def test_what_an_agent_opened_and_what_helped_is_proposed_to_the_owner(confirm, people):
    confirm(REACH)
    confirm("where do I write a letter", way="ask", chosen="", card="contact-us", outcome="helpful")
    assert proposed() == [(REACH, 1, "proposed"), ("where do I write a letter", 1, "proposed")]
    assert {item.card.slug for item in proposals_for(people.olivia)} == {"contact-us"}
    assert proposals_for(people.marta) == []
    assert Notice.objects.get(kind="examples_proposed").person == people.olivia


@pytest.mark.parametrize(
    "more",
    [
        {"outcome": "wrong"},
        {"chosen": "", "card": "contact-us"},
        {"chosen": "", "card": "contact-us", "outcome": "unhelpful"},
        {"chosen": "no-such-card"},
    ],
)
def test_what_nobody_confirmed_is_not_proposed(confirm, more):
    confirm(REACH, **more)
    assert proposed() == []


def test_what_is_an_example_already_or_nearly_is_left_out_and_doubles_are_counted(confirm):
    confirm("What is your phone number?", "phone number, what is your", "how can I reach you", "phone")
    assert proposed() == []
    confirm(REACH, "How do I get hold of SOMEBODY??", REACH)
    confirm(REACH)
    assert proposed() == [(REACH, 4, "proposed")]


def test_what_comes_of_a_question_later_counts_too(card, people):
    found = Found(REACH, "en", [card.slug], 0.5, 1)
    note_opened(found, people.ana.pk, None, is_chosen=False)
    write()
    Question.objects.update(asked_at=timezone.now() - timedelta(hours=1))
    learn()
    assert (proposed(), Question.objects.get().is_learned) == ([], True)
    Question.objects.update(chosen=card.slug, is_learned=False)
    learn()
    assert proposed() == [(REACH, 1, "proposed")]


def test_it_is_taken_into_a_draft_that_is_reviewed_as_any_other(confirm, card, people):
    confirm(REACH, "where do I write a letter")
    first, second = ProposedExample.objects.order_by("pk")
    draft = accept_example(first, by=people.olivia)
    assert (draft.state, draft.significance, draft.author) == ("draft", "wording", people.olivia)
    again = accept_example(second, by=people.olivia, text="where can I send a letter")
    assert again.pk == draft.pk
    questions = again.content["languages"]["en"]["questions"]
    assert questions == ["what is your phone number", REACH, "where can I send a letter"]
    assert set(CheckQuestion.objects.values_list("text", flat=True)) == {REACH, "where can I send a letter"}
    with pytest.raises(Conflict):
        accept_example(first, by=people.olivia)
    assert Event.objects.filter(action="accept_example").count() == 2


def test_a_question_in_a_language_that_the_card_has_not_goes_to_its_source(confirm, people):
    confirm("как с вами связаться", language="ru")
    draft = accept_example(ProposedExample.objects.get(), by=people.olivia)
    assert draft.content["languages"]["en"]["questions"][-1] == "как с вами связаться"


def test_what_was_declined_is_not_proposed_again(confirm, people):
    confirm(REACH)
    decline_example(ProposedExample.objects.get(), by=people.olivia)
    confirm(REACH)
    assert proposals_for(people.olivia) == []
    forget_proposals(timezone.now() + timedelta(days=1))
    assert proposed() == [("", 2, "declined")]
    confirm(REACH)
    assert proposals_for(people.olivia) == []


def test_only_the_owner_and_managers_decide(confirm, people):
    confirm(REACH)
    found = ProposedExample.objects.get()
    for person in (people.ana, people.marta, people.pavel):
        with pytest.raises(Refused):
            accept_example(found, by=person)
        with pytest.raises(Refused):
            decline_example(found, by=person)
    assert proposed() == [(REACH, 1, "proposed")]
    decline_example(found, by=people.max)


def test_what_nobody_decided_is_gone_when_questions_are(confirm):
    confirm(REACH)
    assert forget_proposals(timezone.now()) == 1
    assert proposed() == []


def test_managers_keep_check_questions(card, people):
    check = add_check("can I call you, I am eva@example.com", "en", card, by=people.max)
    assert check.text == "can I call you, I am [e-mail]"
    with pytest.raises(Conflict):
        add_check(check.text, "en", card, by=people.max)
    with pytest.raises(Refused):
        add_check("x y", "en", card, by=people.olivia)
    changed = change_check(check, by=people.max, text="may I call", language="en", card=card)
    assert changed.text == "may I call"
    remove_check(changed, by=people.max)
    assert not CheckQuestion.objects.exists()
    assert [event.action for event in Event.objects.filter(thing=f"check:{check.pk}")] == [
        "add_check", "change_check", "remove_check",
    ]  # fmt: skip
