"""Somebody leaves: every card keeps one person who answers for it, and the report says what nobody has confirmed yet."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from policies.content.problems import ContentError
from policies.errors import Conflict, Refused
from policies.models import Event, Publication, Subject, Version
from policies.people.arranging import arrange_topic
from policies.people.departures import deactivate, handover_of, reactivate, settle_departures
from policies.people.deputies import set_deputy
from policies.people.owners import assign_owner, confirm_owner, inherited, topics_without_owner
from policies.people.teams import create_team
from policies.permissions import may_edit
from policies.tasks import settle_departures as settle_task
from tests.people import make_person


@pytest.fixture
def cards(store):
    return [store.card("return-item", topic="returns"), store.card("delivery-time", topic="shipping")]


def owned_by(subject):
    return Subject.objects.get(pk=subject.pk).owner.username


def arrange(topic, owner, by):
    arrange_topic(topic, names=topic.names, queue=topic.queue, owner=owner, allows_self_approval=False, by=by)


def leave_elsewhere(person):
    person.is_active = False
    person.save()


def test_cards_go_to_the_deputy(people, cards):
    set_deputy(people.olivia, people.ana, by=people.olivia)
    arrange(cards[0].topic, people.pavel, people.max)
    deactivate(people.olivia, by=people.ada)
    for card in cards:
        card.refresh_from_db()
        assert (card.owner, card.inherited_from) == (people.ana, people.olivia)
        assert card.inherited_at is not None


def test_without_a_deputy_they_go_to_who_answers_for_the_topic_else_to_a_manager(people, cards):
    arrange(cards[0].topic, people.pavel, people.max)
    deactivate(people.olivia, by=people.ada)
    assert [owned_by(card) for card in cards] == ["pavel", "max"]


def test_a_deputy_who_has_left_too_inherits_nothing(people, cards):
    set_deputy(people.olivia, people.pavel, by=people.olivia)
    leave_elsewhere(people.pavel)
    deactivate(people.olivia, by=people.ada)
    assert [owned_by(card) for card in cards] == ["max", "max"]


def test_topics_and_teams_go_on_as_well(people, cards):
    arrange(cards[0].topic, people.olivia, people.max)
    team = create_team("desk", "Desk", lead=people.olivia, members=[people.ana], by=people.max)
    set_deputy(people.olivia, people.pavel, by=people.olivia)
    deactivate(people.olivia, by=people.ada)
    cards[0].topic.refresh_from_db()
    team.refresh_from_db()
    assert (cards[0].topic.owner, team.lead) == (people.pavel, people.pavel)
    assert people.pavel in team.members.all()
    assert owned_by(cards[0]) == "pavel"


def test_what_is_shown_before_is_what_happens(people, cards):
    arrange(cards[0].topic, people.pavel, people.max)
    planned = handover_of(people.olivia)
    done = deactivate(people.olivia, by=people.ada)
    assert planned == done
    assert [(subject.slug, heir.username) for subject, heir in planned.subjects] == [
        ("delivery-time", "max"),
        ("return-item", "pavel"),
    ]


def test_everything_is_an_event_and_no_answer_changes(people, cards):
    before = Publication.objects.count()
    deactivate(people.olivia, by=people.ada)
    assert Publication.objects.count() == before
    said = Event.objects.filter(action__in=["deactivate", "inherit"]).values_list("thing", "by__username", "before", "after")
    assert list(said) == [
        ("person:olivia", "ada", {"is_active": True}, {"is_active": False}),
        ("card:delivery-time", "ada", {"owner": "olivia"}, {"owner": "max"}),
        ("card:return-item", "ada", {"owner": "olivia"}, {"owner": "max"}),
    ]


def test_sessions_end_with_the_next_request(people, cards, client_of):
    client = client_of(people.olivia)
    assert client.get(reverse("desk")).status_code == 200
    deactivate(people.olivia, by=people.ada)
    response = client.get(reverse("desk"))
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


def test_drafts_stay_readable_to_the_new_owner_and_managers(store, people, cards):
    draft = store.draft(cards[0], store.text(cards[0]))
    deactivate(people.marta, by=people.ada)
    for person, sees in ((people.olivia, True), (people.max, True), (people.pavel, False), (people.ana, False)):
        assert Version.objects.visible_to(person).filter(pk=draft.pk).exists() is sees
    assert may_edit(people.max, draft)


def test_nobody_ends_their_own_account_or_the_last_administrators(people, cards):
    for person in (people.max, people.olivia, people.ana):
        with pytest.raises(Refused, match=r"Only administrators can do this\. Ask Ada\."):
            deactivate(people.marta, by=person)
    with pytest.raises(Refused, match="Nobody ends their own account"):
        deactivate(people.ada, by=people.ada)
    second = make_person("alan", "administrator")
    deactivate(people.ada, by=second)
    with pytest.raises(Refused, match="ended already"):
        deactivate(people.ada, by=second)
    reactivate(people.ada, by=second)
    with pytest.raises(Conflict):
        reactivate(people.ada, by=second)
    second.groups.clear()
    leave_elsewhere(people.ada)
    with pytest.raises(Refused):
        deactivate(people.marta, by=people.ada)


def test_who_left_elsewhere_is_found_and_settled_once(people, cards):
    leave_elsewhere(people.olivia)
    settle_task()
    assert [owned_by(card) for card in cards] == ["max", "max"]
    events = Event.objects.count()
    assert Event.objects.filter(action="inherit", by=None).count() == 2
    assert settle_departures() == 0
    assert Event.objects.count() == events


def test_the_report_keeps_what_is_inherited_until_somebody_confirms_or_chooses(people, cards):
    set_deputy(people.olivia, people.ana, by=people.olivia)
    assert not inherited().exists()
    deactivate(people.olivia, by=people.ada)
    assert {subject.slug for subject in inherited()} == {"return-item", "delivery-time"}
    first, second = inherited()
    for person in (people.marta, people.pavel):
        with pytest.raises(Refused, match=r"Only its owner, the owner of its topic, .* Ask Ana\."):
            confirm_owner(first, by=person)
    confirm_owner(first, by=people.ana)
    with pytest.raises(Conflict):
        confirm_owner(first, by=people.ana)
    assign_owner(second, people.pavel, by=people.max)
    assert not inherited().exists()
    event = Event.objects.get(action="assign_owner")
    assert event.before == {"owner": "ana", "inherited_from": "olivia"}
    assert event.after == {"owner": "pavel", "inherited_from": None}


def test_a_chain_of_departures_keeps_every_card_with_somebody(people, cards):
    set_deputy(people.olivia, people.pavel, by=people.olivia)
    deactivate(people.olivia, by=people.ada)
    deactivate(people.pavel, by=people.ada)
    deactivate(people.max, by=people.ada)
    assert {owned_by(card) for card in cards} == {"ada"}
    assert not Subject.objects.exclude(owner__is_active=True).exists()


def test_an_owner_is_chosen_by_those_who_answer_for_it(people, cards):
    card = cards[0]
    arrange(card.topic, people.pavel, people.max)
    card = Subject.objects.get(pk=card.pk)
    for by, owner in ((people.pavel, people.pavel), (people.max, people.olivia), (people.ada, people.max)):
        assert assign_owner(card, owner, by=by).owner == owner
    for person in (people.marta, people.ana, people.stranger):
        with pytest.raises(Refused, match=r"Ask Max\."):
            assign_owner(card, people.olivia, by=person)
    with pytest.raises(ContentError, match="no owner or knowledge manager"):
        assign_owner(card, people.marta, by=people.max)
    leave_elsewhere(people.olivia)
    with pytest.raises(ContentError, match="has left"):
        assign_owner(card, people.olivia, by=people.max)


def test_who_left_a_moment_ago_gets_nothing_any_more(people, cards):
    """The page of the manager was loaded before the account ended."""
    deactivate(User.objects.get(username="pavel"), by=people.ada)
    with pytest.raises(ContentError, match="has left"):
        assign_owner(cards[0], people.pavel, by=people.max)


def test_topics_without_anybody_are_reported(people, cards):
    assert {topic.slug for topic in topics_without_owner()} == {"returns", "shipping"}
    arrange(cards[0].topic, people.pavel, people.max)
    assert {topic.slug for topic in topics_without_owner()} == {"shipping"}
    leave_elsewhere(people.pavel)
    assert {topic.slug for topic in topics_without_owner()} == {"returns", "shipping"}


def test_two_administrators_at_once_end_an_account_once(people, cards):
    other = make_person("adam", "administrator")
    twice = [User.objects.get(pk=people.olivia.pk) for _ in range(2)]
    deactivate(twice[0], by=people.ada)
    with pytest.raises(Conflict, match="already"):
        deactivate(twice[1], by=other)
    assert Event.objects.filter(action="deactivate").count() == 1
