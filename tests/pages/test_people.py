"""The pages about people: what each of them shows, does and refuses, without JavaScript."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from policies.models import Absence, Colleague, Involvement, RiskRule, Subject, Team, Topic, TopicRole
from policies.people.departures import deactivate
from policies.people.deputies import set_deputy

pytestmark = pytest.mark.django_db
PAGES = ("people", "teams", "topics", "rules", "unowned", "me")


@pytest.fixture
def card(store):
    return store.card("return-item", topic="returns")


@pytest.fixture
def ada(client_of, people):
    return client_of(people.ada)


@pytest.fixture
def max_(client_of, people):
    return client_of(people.max)


@pytest.fixture
def ana(client_of, people):
    return client_of(people.ana)


def on(person, verb):
    return reverse("act_on_person", args=[person.username, verb])


def about(card, verb):
    return reverse("act_on_people", kwargs={"kind": "card", "slug": card.slug, "verb": verb})


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "pt-br", "ru"])
def test_every_colleague_reads_them_and_nobody_else(card, people, client_of, client, name, language):
    for person in (people.ana, people.marta, people.olivia, people.max, people.ada):
        assert client_of(person).get(reverse(name), headers={"Accept-Language": language}).status_code == 200
    assert client_of(people.stranger).get(reverse(name)).status_code == 403
    assert client.get(reverse(name)).url.startswith("/accounts/login/")


def test_roles_are_given_and_taken_on_a_persons_page(card, people, ada, ana):
    ada.post(on(people.ana, "give-role"), {"role": "author", "topic": card.topic.pk})
    assert TopicRole.objects.get().person == people.ana
    page = text(ada.get(reverse("person", args=["ana"])))
    assert "in Returns" in page
    assert page.count("Take away") == 2
    seen = text(ana.get(reverse("person", args=["ana"])))
    assert "Take away" not in seen
    assert "Only administrators can do this. Ask Ada." in seen
    assert ana.post(on(people.ana, "give-role"), {"role": "administrator"}).status_code == 403
    assert ana.post(on(people.ana, "take-role"), {"role": "author", "topic": card.topic.pk}).status_code == 403
    ada.post(on(people.ana, "take-role"), {"role": "author", "topic": card.topic.pk})
    assert not TopicRole.objects.exists()
    assert ada.post(on(people.ada, "take-role"), {"role": "administrator"}).status_code == 403
    wrong = ada.post(on(people.ana, "give-role"), {"role": "boss"}, follow=True)
    assert "Role: Select a valid choice" in text(wrong)


def test_one_names_ones_deputy_and_days_of_absence(people, ana, client_of):
    today = timezone.localdate()
    ana.post(on(people.ana, "deputy"), {"deputy": people.marta.pk, "next": reverse("me")})
    days = {"first_on": today.isoformat(), "last_on": (today + timedelta(days=2)).isoformat(), "next": reverse("me")}
    assert ana.post(on(people.ana, "away"), days).url == reverse("me")
    assert Colleague.objects.get(person=people.ana).deputy == people.marta
    absence = Absence.objects.get(person=people.ana)
    assert "Marta" in text(ana.get(reverse("people")))
    assert "Away until" in text(ana.get(reverse("person", args=["ana"])))
    assert "noted already" in text(ana.post(on(people.ana, "away"), days, follow=True))
    marta = client_of(people.marta)
    assert marta.post(on(people.ana, "there"), {"absence": absence.pk}).status_code == 403
    assert marta.post(on(people.ana, "deputy"), {"deputy": people.marta.pk}).status_code == 403
    assert ana.post(on(people.marta, "there"), {"absence": absence.pk}).status_code == 404
    ana.post(on(people.ana, "there"), {"absence": absence.pk})
    assert not Absence.objects.exists()


def test_a_page_never_sends_anybody_elsewhere(people, ana):
    response = ana.post(on(people.ana, "deputy"), {"deputy": "", "next": "https://elsewhere.example/"})
    assert response.url == reverse("person", args=["ana"])


def test_how_one_is_told_is_kept_and_what_makes_no_sense_is_said_at_its_field(people, ana):
    assert "Your settings" in text(ana.get(reverse("find")))
    wanted = {"language": "ru", "time_zone": "America/Sao_Paulo", "email": "at_once", "digest_at": "07:30"}
    assert ana.post(reverse("me"), {**wanted, "quiet_from": "22:00", "quiet_until": "07:00"}).url == reverse("me")
    kept = Colleague.objects.get(person=people.ana)
    assert (kept.language, kept.time_zone, kept.email, str(kept.quiet_from)) == (
        "ru",
        "America/Sao_Paulo",
        "at_once",
        "22:00:00",
    )
    response = ana.post(reverse("me"), {**wanted, "quiet_from": "22:00"})
    assert response.status_code == 422
    assert "quiet_until" in response.context["form"].errors
    assert ana.post(reverse("me"), {**wanted, "time_zone": "Nowhere"}).status_code == 422


def test_an_account_ends_after_a_look_at_what_goes_to_whom(card, people, ada, ana, client_of):
    set_deputy(people.olivia, people.pavel, by=people.olivia)
    page = text(ada.get(reverse("person", args=["olivia"])))
    assert "<dt>Pavel</dt>" in page
    assert "return-item" in page
    assert "End the account now" not in text(ana.get(reverse("person", args=["olivia"])))
    assert ana.post(on(people.olivia, "deactivate")).status_code == 403
    assert ada.post(on(people.ada, "deactivate")).status_code == 403
    ada.post(on(people.olivia, "deactivate"))
    card.refresh_from_db()
    assert card.owner == people.pavel
    listed = text(client_of(people.pavel).get(reverse("unowned")))
    assert "Olivia → Pavel" in listed
    assert "Pavel answers for it" in listed
    assert "1 thing waits" not in text(ada.get(reverse("teams")))
    assert "waits for an owner" in text(ada.get(reverse("people"))) or "wait for an owner" in text(ada.get(reverse("people")))
    assert "Make it active again" in text(ada.get(reverse("person", args=["olivia"])))
    ada.post(on(people.olivia, "reactivate"))
    people.olivia.refresh_from_db()
    assert people.olivia.is_active


def test_who_inherited_confirms_and_others_are_told_whom_to_ask(card, people, client_of):
    set_deputy(people.olivia, people.pavel, by=people.olivia)
    deactivate(people.olivia, by=people.ada)
    marta, pavel = client_of(people.marta), client_of(people.pavel)
    assert "Ask Pavel." in text(marta.get(reverse("unowned")))
    assert marta.post(about(card, "confirm-owner")).status_code == 403
    response = pavel.post(about(card, "confirm-owner"), {"next": reverse("unowned")}, follow=True)
    assert response.redirect_chain == [(reverse("unowned"), 302)]
    assert "return-item" not in text(response)
    assert Subject.objects.get(pk=card.pk).inherited_from is None
    assert pavel.post(about(card, "confirm-owner")).status_code == 409


def test_the_page_of_a_card_says_who_stands_behind_it(card, people, ana, client_of, max_):
    team = Team.objects.create(slug="desk", title="Returns desk", lead=people.pavel)
    max_.post(about(card, "involve"), {"part": "verifier", "who": "team:desk"})
    max_.post(about(card, "involve"), {"part": "consulted", "who": "person:ana"})
    page = text(ana.get(reverse("subject", args=["card", card.slug])))
    for words in ("Olivia", "Verifies it", "Returns desk", "Is consulted", "Only its owner, the owner of its topic"):
        assert words in page
    assert "Change who stands behind it" not in page
    row = Involvement.objects.get(team=team)
    assert ana.post(about(card, "involve"), {"part": "verifier", "who": "person:ana"}).status_code == 403
    assert ana.post(about(card, "release-from"), {"involvement": row.pk}).status_code == 403
    assert ana.post(about(card, "assign-owner"), {"owner": people.pavel.pk}).status_code == 403
    assert "Change who stands behind it" in text(max_.get(reverse("subject", args=["card", card.slug])))
    assert "Select a valid choice" in text(max_.post(about(card, "involve"), {"part": "x", "who": "person:none"}, follow=True))
    max_.post(about(card, "release-from"), {"involvement": row.pk})
    assert not Involvement.objects.filter(team=team).exists()
    max_.post(about(card, "assign-owner"), {"owner": people.pavel.pk})
    assert Subject.objects.get(pk=card.pk).owner == people.pavel
    assert max_.post(about(card, "burn")).status_code == 404


def test_one_watches_a_card_and_stops(card, people, ana):
    ana.post(about(card, "watch"))
    assert "Stop watching" in text(ana.get(reverse("subject", args=["card", card.slug])))
    assert ana.post(about(card, "watch")).status_code == 409
    ana.post(about(card, "unwatch"))
    assert not Involvement.objects.exists()


def test_the_page_of_a_card_says_who_stands_in(card, people, ana):
    set_deputy(people.olivia, people.pavel, by=people.olivia)
    today = timezone.localdate()
    Absence.objects.create(person=people.olivia, first_on=today - timedelta(days=1), last_on=today + timedelta(days=1))
    assert "Pavel stands in" in text(ana.get(reverse("subject", args=["card", card.slug])))


def test_teams_are_made_and_changed_by_managers(people, max_, ana):
    new = {"title": "Returns desk", "slug": "returns-desk", "lead": people.pavel.pk, "members": [people.ana.pk]}
    assert ana.post(reverse("teams"), new).status_code == 403
    assert "New team" not in text(ana.get(reverse("teams")))
    assert max_.post(reverse("teams"), {**new, "lead": people.stranger.pk}).status_code == 422
    max_.post(reverse("teams"), new)
    team = Team.objects.get()
    assert set(team.members.all()) == {people.ana, people.pavel}
    page = reverse("team", args=["returns-desk"])
    assert '<form class="panel' not in text(ana.get(page))
    assert ana.post(page, {"title": "Mine", "lead": people.ana.pk}).status_code == 403
    max_.post(page, {"title": "Desk", "lead": people.ana.pk, "members": []})
    team.refresh_from_db()
    assert (team.title, team.lead) == ("Desk", people.ana)


def test_a_topic_gets_its_owner_from_a_manager(card, people, max_, ana):
    page = reverse("topic", args=["returns"])
    wanted = {"name_en": "Returns", "name_ru": "Возврат", "queue": "parcels", "owner": people.pavel.pk}
    assert ana.post(page, wanted).status_code == 403
    assert "Only knowledge managers and administrators can change this. Ask Max." in text(ana.get(page))
    assert max_.post(page, {**wanted, "queue": "Two words"}).status_code == 422
    assert max_.post(page, {**wanted, "name_en": ""}).status_code == 422
    max_.post(page, wanted)
    topic = Topic.objects.get(slug="returns")
    assert (topic.owner, topic.queue, topic.names) == (people.pavel, "parcels", {"en": "Returns", "ru": "Возврат"})
    assert "Pavel" in text(ana.get(reverse("topics")))


def test_a_rule_is_shown_with_what_it_bites_on_before_it_does(card, people, max_, ana):
    page = reverse("rule", args=["medium"])
    wanted = {"medium-approvals": 2, "medium-review_hours": 72, "medium-interval_days": 30, "medium-grace_days": 30}
    shown = text(max_.get(page, wanted))
    assert "1 card has this risk." in shown
    assert "only verifications from now on" in shown
    assert RiskRule.objects.get(risk="medium").interval_days == 180
    assert ana.get(page, wanted).status_code == ana.post(page, wanted).status_code == 403
    assert "Show what would change" not in text(ana.get(reverse("rules")))
    assert max_.get(page, {**wanted, "medium-approvals": 9}).status_code == 422
    assert "Nothing would change" in text(max_.get(page, {**wanted, "medium-approvals": 1, "medium-interval_days": 180}))
    max_.post(page, wanted)
    rule = RiskRule.objects.get(risk="medium")
    assert (rule.approvals, rule.interval_days) == (2, 30)


def test_an_unknown_person_or_verb_is_not_found(people, ada):
    assert ada.get(reverse("person", args=["nobody"])).status_code == 404
    assert ada.post(on(people.ana, "promote")).status_code == 404
    assert ada.get(on(people.ana, "give-role")).status_code == 405
