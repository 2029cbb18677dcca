"""Who has a part in a card, teams, topics and the rules by risk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from policies.content.problems import ContentError
from policies.errors import Conflict, Refused
from policies.models import Absence, Event, Publication, RiskRule, Verification
from policies.notices.readers import reviewers_of, watchers_of
from policies.people.arranging import arrange_topic
from policies.people.deputies import set_deputy
from policies.people.involvements import (
    involve,
    involved_in,
    people_in,
    release_from,
    unwatch,
    verifiers_of,
    watch,
)
from policies.people.risk_rules import all_rules, change_rule
from policies.people.teams import change_team, create_team
from policies.review.approvals import approvals_needed
from tests.people import make_person


@pytest.fixture
def card(store):
    return store.card("return-item", topic="returns")


@pytest.fixture
def team(people):
    return create_team("returns-desk", "Returns desk", lead=people.pavel, members=[people.ana], by=people.max)


def names(people):
    return sorted(person.username for person in people)


def test_persons_and_teams_have_parts(store, people, card, team):
    involve(card, "responsible", people.marta, by=people.olivia)
    involve(card, "verifier", team, by=people.olivia)
    involve(card, "verifier", people.ana, by=people.olivia)
    involve(card, "consulted", people.max, by=people.olivia)
    involve(card, "informed", team, by=people.olivia)
    watch(card, by=people.marta)
    assert names(verifiers_of(card)) == ["ana", "pavel"]
    assert names(people_in(card, ["responsible"])) == ["marta"]
    assert names(watchers_of(card)) == ["ana", "marta", "pavel"]
    draft = store.draft(card, store.text(card))
    assert names(reviewers_of(draft, timezone.now())) == ["ana", "max", "olivia", "pavel"]
    draft.author = people.max
    assert names(reviewers_of(draft, timezone.now())) == ["ana", "olivia", "pavel"]
    assert [len(rows) for rows in involved_in(card).values()] == [1, 2, 1, 2]


def test_who_has_left_is_asked_and_told_nothing(people, card, team):
    involve(card, "verifier", team, by=people.olivia)
    people.pavel.is_active = False
    people.pavel.save()
    assert names(verifiers_of(card)) == ["ana"]


def test_a_review_is_asked_of_who_stands_in_for_the_owner(store, people, card):
    set_deputy(people.olivia, people.pavel, by=people.olivia)
    today = timezone.localdate()
    Absence.objects.create(person=people.olivia, first_on=today - timedelta(days=1), last_on=today + timedelta(days=1))
    assert names(reviewers_of(store.draft(card, store.text(card)), timezone.now())) == ["pavel"]


def test_parts_are_given_by_those_who_answer_for_it_and_leave_a_trace(people, card, team):
    for person in (people.marta, people.pavel, people.ana):
        with pytest.raises(Refused, match=r"Only its owner, .* Ask Olivia\."):
            involve(card, "consulted", people.ana, by=person)
    for person in (people.olivia, people.max, people.ada):
        involve(card, "consulted", people.ana, by=person)
        with pytest.raises(Conflict):
            involve(card, "consulted", people.ana, by=person)
        with pytest.raises(Refused):
            release_from(card, "consulted", people.ana, by=people.marta)
        release_from(card, "consulted", people.ana, by=person)
        with pytest.raises(Conflict):
            release_from(card, "consulted", people.ana, by=person)
    involve(card, "verifier", team, by=people.olivia)
    events = Event.objects.filter(thing="card:return-item", action__in=["involve", "release_from"])
    assert [event.action for event in events] == ["involve", "release_from"] * 3 + ["involve"]
    assert events.first().after == events[1].before == {"part": "consulted", "person": "ana"}
    assert events.last().after == {"part": "verifier", "team": "returns-desk"}


def test_a_part_is_for_colleagues_who_are_here(people, card):
    people.pavel.is_active = False
    for person in (people.pavel, people.stranger):
        with pytest.raises(ContentError, match="who"):
            involve(card, "verifier", person, by=people.olivia)
    with pytest.raises(ContentError, match="part"):
        involve(card, "boss", people.ana, by=people.olivia)


def test_any_colleague_watches_for_themselves(people, card):
    watch(card, by=people.ana)
    assert names(watchers_of(card)) == ["ana"]
    with pytest.raises(Conflict):
        watch(card, by=people.ana)
    unwatch(card, by=people.ana)
    assert watchers_of(card) == []
    with pytest.raises(Refused, match="Only colleagues"):
        watch(card, by=people.stranger)


def test_teams_are_made_by_managers_of_people_who_are_here(people, team):
    assert names(team.members.all()) == ["ana", "pavel"]
    for person in (people.olivia, people.marta):
        with pytest.raises(Refused, match=r"Ask Max\."):
            create_team("more", "More", lead=people.ana, members=[], by=person)
        with pytest.raises(Refused, match=r"Ask Max\."):
            change_team(team, title="Mine", lead=person, members=[], by=person)
    with pytest.raises(Conflict):
        create_team("returns-desk", "Again", lead=people.ana, members=[], by=people.max)
    for title, lead, members, field in (
        (" ", people.ana, [], "title"),
        ("T", people.stranger, [], "lead"),
        ("T", people.ana, [people.stranger], "members"),
    ):
        with pytest.raises(ContentError, match=field):
            create_team("t", title, lead=lead, members=members, by=people.max)
    change_team(team, title="Desk", lead=people.ana, members=[people.marta], by=people.ada)
    assert names(team.members.all()) == ["ana", "marta"]
    event = Event.objects.get(action="change", thing="team:returns-desk")
    assert (event.before["lead"], event.after["lead"], event.after["members"]) == ("pavel", "ana", ["ana", "marta"])


def arrange(topic, by, **changes):
    fields = {"names": topic.names, "queue": topic.queue, "owner": topic.owner, "allows_self_approval": False, **changes}
    return arrange_topic(topic, by=by, **fields)


def test_a_topic_is_arranged_by_managers_and_followers_learn_what_answers_depend_on(people, card):
    topic, before = card.topic, Publication.objects.count()
    arrange(topic, people.max, owner=people.pavel, allows_self_approval=True)
    assert Publication.objects.count() == before
    arrange(topic, people.ada, owner=people.pavel, queue="parcels", names={"en": "Returns", "pt-br": "Devoluções"})
    last = Publication.objects.last()
    assert (Publication.objects.count(), last.kind) == (before + 1, "vocabulary")
    event = Event.objects.filter(thing="topic:returns").last()
    assert event.after["queue"] == "parcels"
    assert event.after["names"] == {"en": "Returns", "pt-BR": "Devoluções"}
    assert (event.details["revision"], event.before["queue"]) == (last.number, "orders")
    assert Event.objects.filter(thing="topic:returns").first().after == {"owner": "pavel", "allows_self_approval": True}
    for person in (people.olivia, people.marta, people.ana):
        with pytest.raises(Refused, match=r"Only knowledge managers and administrators can change this\. Ask Max\."):
            arrange(topic, person, queue="mine")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"queue": "Not a slug"}, "queue"), ({"names": {"en": " "}}, "names"), ({"names": {"x!": "A"}}, "names")],
)
def test_a_topic_that_nobody_could_use_is_refused(people, card, changes, field):
    with pytest.raises(ContentError, match=field):
        arrange(card.topic, people.max, **changes)
    with pytest.raises(ContentError, match="owner"):
        arrange(card.topic, people.max, owner=people.marta)


def test_a_rule_counts_for_later_verifications_and_at_once_for_approvals(store, people, card):
    version, rule = store.version(card), RiskRule.objects.get(risk="medium")
    due = Verification.objects.get(version=version).due_at
    waiting = store.draft(card, store.text(card))
    change_rule(rule, interval_days=10, approvals=2, by=people.max)
    assert Verification.objects.get(version=version).due_at == due
    assert approvals_needed(waiting) == 2
    store.publish(card, store.text(card))
    again = Verification.objects.filter(version=store.version(card)).last()
    assert (again.due_at - again.verified_at).days == 10
    event = Event.objects.get(action="change", thing="risk:medium")
    assert (event.before, event.after) == ({"interval_days": 180, "approvals": 1}, {"interval_days": 10, "approvals": 2})


def test_rules_are_changed_by_managers_within_reason(people, card):
    make_person("alan", "administrator")
    rule = RiskRule.objects.get(risk="high")
    for person in (people.olivia, people.marta, people.ana):
        with pytest.raises(Refused, match=r"Ask Max\."):
            change_rule(rule, grace_days=1, by=person)
    for wanted in ({"approvals": 0}, {"approvals": 6}, {"review_hours": 0}, {"interval_days": 0}, {"grace_days": -1}):
        with pytest.raises(ContentError, match=next(iter(wanted))):
            change_rule(rule, by=people.max, **wanted)
    assert [(line.rule.risk, line.cards) for line in all_rules()] == [("low", 0), ("medium", 1), ("high", 0)]
    assert change_rule(rule, grace_days=0, by=people.ada).grace_days == 0
