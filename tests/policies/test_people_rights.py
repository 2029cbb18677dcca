"""Rights per topic, as an owner, for an owner who is away, and as somebody named: the permission and the refusal."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policies.desk import queues_of
from policies.errors import Conflict, Refused
from policies.models import Event, Subject, Version
from policies.people.accountable import answering_for
from policies.people.appointments import give_role, take_role
from policies.people.deputies import add_absence, remove_absence, set_deputy
from policies.people.involvements import involve, release_from
from policies.people.owners import assign_owner
from policies.people.roles import forget_roles
from policies.people.teams import create_team
from policies.permissions import (
    may_appoint,
    may_arrange,
    may_draft,
    may_edit,
    may_publish,
    may_read_desk,
    may_review,
    may_verify,
    may_withdraw,
)
from policies.workflow import approve, publish, submit, withdraw
from policies.writing.drafting import create_card, start_draft
from tests.people import make_person

CONTENT = {"source": "en", "languages": {"en": {"title": "A title", "short": "Some words."}}}
TODAY = timezone.localdate


@pytest.fixture
def returns(store):
    return store.card("return-item", topic="returns")


@pytest.fixture
def shipping(store):
    return store.card("delivery-time", topic="shipping")


@pytest.fixture
def lee(people):
    return make_person("lee")


def give(people, person, role, card=None):
    give_role(person, role, topic=card.topic if card else None, by=people.ada)


def in_review(store, card):
    return submit(store.draft(card, store.text(card)), by=store.people.marta)


def test_an_author_of_one_topic_writes_there_and_nowhere_else(people, lee, returns, shipping):
    assert not may_read_desk(lee)
    give(people, lee, "author", returns)
    assert may_read_desk(lee)
    assert may_draft(lee)
    assert may_draft(lee, returns)
    assert may_draft(lee, returns.topic)
    assert start_draft(returns, by=lee).author == lee
    refused = may_draft(lee, shipping)
    assert not refused
    assert "in other topics" in str(refused.reason)
    assert "Ask Olivia." in str(refused.reason)
    with pytest.raises(Refused, match="in other topics"):
        start_draft(shipping, by=lee)
    with pytest.raises(Refused, match="in other topics"):
        create_card("new", topic=shipping.topic, owner=people.olivia, risk="low", content=CONTENT, by=lee)
    assert create_card("new", topic=returns.topic, owner=people.olivia, risk="low", content=CONTENT, by=lee).author == lee


def test_an_agent_of_one_topic_reads_what_was_published_and_changes_nothing(store, people, lee, returns, shipping):
    give(people, lee, "agent", returns)
    draft, submitted = store.draft(returns, store.text(returns)), in_review(store, shipping)
    assert may_read_desk(lee)
    assert set(Version.objects.visible_to(lee).values_list("state", flat=True)) == {"published"}
    for verdict in (
        may_draft(lee),
        may_draft(lee, returns),
        may_edit(lee, draft),
        may_review(lee, submitted),
        may_withdraw(lee, returns),
        may_verify(lee, returns),
        may_appoint(lee, returns),
        may_arrange(lee, returns.topic),
    ):
        assert not verdict
        assert str(verdict.reason)


def test_an_owner_of_one_topic_approves_and_publishes_there_only(store, people, lee, returns, shipping):
    give(people, lee, "owner", returns)
    here, there = in_review(store, returns), in_review(store, shipping)
    assert may_review(lee, here)
    assert may_arrange(lee, returns.topic)
    assert not may_arrange(lee)
    refused = may_review(lee, there)
    assert "Only owners, knowledge managers and those named" in str(refused.reason)
    assert "Ask Olivia." in str(refused.reason)
    assert approve(here, by=lee).state == "approved"
    publish(here, by=lee)
    approve(there, by=people.pavel)
    with pytest.raises(Refused, match="Ask Olivia"):
        publish(there, by=lee)
    assert not may_withdraw(lee, returns)  # Not the owner of this card.
    assert not may_verify(lee, returns)


def test_a_manager_of_one_topic_has_every_right_there(store, people, lee, returns, shipping):
    give(people, lee, "manager", returns)
    draft, other = store.draft(returns, store.text(returns)), store.draft(shipping, store.text(shipping))
    assert may_edit(lee, draft)
    assert may_verify(lee, returns)
    assert may_withdraw(lee, returns)
    assert may_appoint(lee, returns)
    assert set(Version.objects.visible_to(lee).filter(state="draft")) == {draft}
    refused = may_edit(lee, other)
    assert "somebody else's draft" in str(refused.reason)
    assert "Ask Marta." in str(refused.reason)
    for verdict in (may_verify(lee, shipping), may_withdraw(lee, shipping), may_appoint(lee, shipping)):
        assert "Ask Olivia." in str(verdict.reason)


def test_who_answers_for_a_topic_is_an_owner_in_it(store, people, returns, shipping):
    returns.topic.owner = people.ana
    returns.topic.save()
    assert may_review(people.ana, in_review(store, returns))
    assert may_verify(people.ana, returns)
    assert may_appoint(people.ana, returns)
    assert not may_review(people.ana, in_review(store, shipping))
    assert not may_withdraw(people.ana, returns)


def test_the_refusal_of_ones_own_text_names_somebody_else(store, people, returns):
    mine = submit(start_draft(returns, store.text(returns), by=people.olivia), by=people.olivia)
    refused = may_review(people.olivia, mine)
    assert str(refused.reason) == "Nobody approves their own text. Ask Max."


def test_roles_are_given_and_taken_by_administrators_only_and_leave_a_trace(people, lee, returns):
    for person in (people.olivia, people.max, lee):
        with pytest.raises(Refused, match=r"Only administrators can do this\. Ask Ada\."):
            give_role(lee, "author", by=person)
    give(people, lee, "author")
    give(people, lee, "owner", returns)
    with pytest.raises(Conflict):
        give(people, lee, "owner", returns)
    take_role(lee, "author", by=people.ada)
    assert not may_draft(lee, None) or may_draft(lee, returns)
    take_role(lee, "owner", topic=returns.topic, by=people.ada)
    assert not may_read_desk(lee)
    with pytest.raises(Conflict):
        take_role(lee, "owner", topic=returns.topic, by=people.ada)
    done = Event.objects.filter(thing="person:lee").values_list("action", "before", "after")
    assert list(done) == [
        ("give_role", {}, {"role": "author"}),
        ("give_role", {}, {"role": "owner", "topic": "returns"}),
        ("take_role", {"role": "author"}, {}),
        ("take_role", {"role": "owner", "topic": "returns"}, {}),
    ]


def test_the_last_administrator_stays_one(people, lee):
    with pytest.raises(Refused, match="last administrator"):
        take_role(people.ada, "administrator", by=people.ada)
    give(people, lee, "administrator")
    take_role(people.ada, "administrator", by=lee)
    assert not may_read_desk(people.ada)
    with pytest.raises(Refused, match="Only administrators"):
        give_role(people.ada, "administrator", by=people.ada)


def test_a_deputy_has_the_owners_rights_on_days_of_absence_and_no_longer(store, people, returns, shipping, time_machine):
    submitted = in_review(store, returns)
    assign_owner(shipping, people.pavel, by=people.max)
    set_deputy(people.olivia, people.ana, by=people.olivia)
    verdicts = (
        lambda: may_review(people.ana, submitted),
        lambda: may_withdraw(people.ana, returns),
        lambda: may_verify(people.ana, returns),
        lambda: may_appoint(people.ana, returns),
        lambda: may_draft(people.ana, returns),
    )
    assert not any(verdict() for verdict in verdicts)
    first = TODAY() + timedelta(days=1)
    absence = add_absence(people.olivia, first, first + timedelta(days=1), by=people.olivia)
    assert not any(verdict() for verdict in verdicts)
    start = timezone.now()
    time_machine.move_to(start + timedelta(days=1), tick=False)
    assert all(verdict() for verdict in verdicts)
    assert not may_withdraw(people.ana, shipping)
    assert submitted in queues_of(people.ana).to_review
    assert approve(submitted, by=people.ana).state == "approved"
    publish(submitted, by=people.ana)
    time_machine.move_to(start + timedelta(days=3), tick=False)
    assert not any(verdict() for verdict in verdicts[1:])
    with pytest.raises(Refused, match="Ask Olivia"):
        withdraw(returns, by=people.ana)
    time_machine.move_to(start + timedelta(days=1), tick=False)
    remove_absence(absence, by=people.max)
    assert not any(verdict() for verdict in verdicts[1:])


def test_whoever_is_left_to_answer_may_verify(people, returns):
    """Nobody else is here: then an administrator answers for it, and who answers must be able to act."""
    assert not may_verify(people.ada, returns)
    for person in (people.olivia, people.max):
        add_absence(person, TODAY(), TODAY() + timedelta(days=1), by=person)
    assert answering_for(returns, timezone.now()) == people.ada
    assert may_verify(people.ada, returns)
    assert not may_verify(people.ana, returns)


def test_who_is_named_to_verify_may_approve_and_verify_also_through_a_team(store, people, lee, returns):
    ana, submitted = people.ana, in_review(store, returns)
    assert not may_review(ana, submitted)
    involve(returns, "verifier", ana, by=people.olivia)
    assert may_review(ana, submitted)
    assert may_verify(ana, returns)
    assert submitted in Version.objects.visible_to(ana)
    assert submitted in queues_of(ana).to_review
    assert not may_publish(ana, submitted)
    assert not may_withdraw(ana, returns)
    release_from(returns, "verifier", ana, by=people.olivia)
    assert not may_review(ana, submitted)
    give(people, lee, "agent")
    team = create_team("returns-desk", "Returns desk", lead=lee, members=[ana], by=people.max)
    involve(returns, "verifier", team, by=people.olivia)
    assert may_review(ana, submitted)
    assert may_review(lee, submitted)
    assert approve(submitted, by=ana).state == "approved"


def test_who_is_named_as_responsible_writes_there_and_who_is_informed_does_not(people, returns, shipping):
    involve(returns, "responsible", people.ana, by=people.olivia)
    involve(shipping, "informed", people.ana, by=people.olivia)
    assert may_draft(people.ana, returns)
    assert not may_draft(people.ana, shipping)


def test_a_card_cannot_be_given_to_who_could_not_answer_for_it(people, returns):
    with pytest.raises(ValueError, match=r"owner: Marta is no owner or knowledge manager in returns"):
        create_card("mine", topic=returns.topic, owner=people.marta, risk="low", content=CONTENT, by=people.marta)
    assert not Subject.objects.filter(slug="mine").exists()


def test_verdicts_on_a_list_ask_the_database_once_for_a_person_not_for_each_card(
    people, returns, shipping, django_assert_num_queries
):
    subjects = list(Subject.objects.select_related("topic"))
    forget_roles(people.marta)
    with django_assert_num_queries(2):
        assert all(may_draft(people.marta, subject) for subject in subjects * 20)


def test_a_queue_asks_no_more_for_what_is_not_in_ones_hands(store, people, returns, shipping, django_assert_num_queries):
    in_review(store, returns)
    queues_of(people.marta)  # From here on her roles are known.
    with CaptureQueriesContext(connection) as few:
        queues_of(people.marta)
    for _ in range(3):
        in_review(store, shipping)
    with django_assert_num_queries(len(few)):
        assert queues_of(people.marta).to_review == ()
