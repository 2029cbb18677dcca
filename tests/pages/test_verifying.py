"""Verifying on the pages: one card thing by thing, several at once, and what the desk and the card say about it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from policies.channels import set_ladder
from policies.models import Channel, Flag, SecondLook, Subject, Verification
from policies.publishing import in_force, now
from policies.trust.flags import flag
from policies.trust.verifying import things_to_check, verify

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def card(clock, store):
    return store.cancel_order()


def version_of(card):
    return in_force(Subject.Kind.CARD, [card.slug], now())[card.slug]


def url(card):
    return reverse("verify_card", args=[card.slug])


def typed(page, card, **changes):
    things = things_to_check(version_of(card))
    said = {f"right-{thing}": "yes" for thing in things} | {f"source-{thing}": "The contract" for thing in things}
    return {"opened": page.context["opened"], **said, **changes}


def test_it_takes_a_card_from_due_to_verified_and_on_to_the_next(clock, store, card, people, client_of):
    store.card("contact-us")
    clock.shift(181 * DAY)
    olivia = client_of(people.olivia)
    assert b"Check is due" in olivia.get("/desk/verify/").content
    page = olivia.get(url(card))
    clock.shift(timedelta(seconds=75))
    response = olivia.post(url(card), typed(page, card, next=""))
    assert response.url == reverse("verify_card", args=["contact-us"])
    row = Verification.objects.latest("id")
    assert (row.how, row.by, row.seconds, row.is_bulk) == ("verify", people.olivia, 75, False)
    assert {answer["source"] for answer in row.answers} == {"The contract"}
    assert "cancel-order" not in [line[0].subject.slug for line in olivia.get("/desk/verify/").context["queue"]]


def test_it_shows_what_changed_since_and_offers_the_last_source_again(clock, store, card, people, client_of):
    answers = [{"thing": thing, "is_right": True, "source": "Page 7"} for thing in things_to_check(version_of(card))]
    verify(card, by=people.olivia, answers=answers)
    clock.shift(DAY)
    store.fact(value=9)
    page = client_of(people.olivia).get(url(card))
    shown = page.content.decode()
    assert "<del>5 days</del> <ins>9 days</ins>" in shown
    assert shown.count('value="Page 7"') == len(answers)


def test_what_is_missing_is_said_in_its_place_and_nothing_typed_is_lost(card, people, client_of):
    olivia = client_of(people.olivia)
    given = typed(olivia.get(url(card)), card, **{"source-rule:lost": "", "source-rule:delivered": "Typed with care"})
    del given["right-fact:refunds.card_days"]
    response = olivia.post(url(card), given)
    assert response.status_code == 422
    assert b"Typed with care" in response.content
    wrong = {line["question"].thing for line in response.context["lines"] if line["problem"]}
    assert wrong == {"rule:lost", "fact:refunds.card_days"}
    assert not Verification.objects.filter(how="verify").exists()


def test_a_no_makes_a_doubt_and_leads_to_where_the_card_is_mended(card, people, client_of):
    olivia = client_of(people.olivia)
    given = typed(olivia.get(url(card)), card, **{"right-rule:lost": "no", "source-rule:lost": "We no longer look for it."})
    assert olivia.post(url(card), given).url == reverse("subject", kwargs={"kind": "card", "slug": card.slug})
    row = Verification.objects.latest("id")
    assert (row.how, row.reason) == ("doubt", "rule:lost: We no longer look for it.")


@pytest.mark.parametrize("opened", ["", "nonsense", "of another"])
def test_a_form_that_says_nothing_of_when_it_was_opened_is_refused(store, card, people, client_of, opened):
    olivia = client_of(people.olivia)
    given = typed(olivia.get(url(card)), card)
    given["opened"] = olivia.get(url(store.card("contact-us"))).context["opened"] if opened == "of another" else opened
    assert olivia.post(url(card), given).status_code == 422
    assert not Verification.objects.filter(how="verify").exists()


def test_only_who_may_verify_sees_the_page(card, people, client_of):
    for person, status in (
        (people.ana, 403),
        (people.marta, 403),
        (people.pavel, 403),
        (people.max, 200),
        (people.olivia, 200),
    ):
        assert client_of(person).get(url(card)).status_code == status
    assert client_of(people.max).get("/desk/verify/no-such-card/").status_code == 404


def test_several_are_shown_first_and_then_verified_with_one_looked_at_again(clock, store, people, client_of):
    cards = [store.card(f"card-{number}") for number in range(12)]
    clock.shift(181 * DAY)
    olivia = client_of(people.olivia)
    page = olivia.get("/desk/verify/")
    given = {"opened": page.context["opened"], "card": [card.slug for card in cards], "source": "The shop's page"}
    preview = olivia.post("/desk/verify-several/", given)
    assert preview.context["least"] == 2
    assert not Verification.objects.filter(how="verify").exists()
    clock.shift(timedelta(minutes=10))
    assert olivia.post("/desk/verify-several/", {**given, "confirmed": "1"}).url == "/desk/verify/"
    rows = Verification.objects.filter(how="verify")
    assert {(row.is_bulk, row.seconds) for row in rows} == {(True, 50)}
    assert rows.values("revision").distinct().count() == 1
    assert SecondLook.objects.count() >= 2


def test_several_need_a_source_and_a_choice(clock, store, people, client_of):
    store.card("contact-us")
    clock.shift(181 * DAY)
    olivia = client_of(people.olivia)
    opened = olivia.get("/desk/verify/").context["opened"]
    for given, said in (({}, "Choose at least one card."), ({"card": ["contact-us"]}, "Say what shows it")):
        page = olivia.post("/desk/verify-several/", {"opened": opened, "confirmed": "1", **given})
        assert page.status_code == 422
        assert said in page.content.decode()
    assert [(is_chosen, source) for _, is_chosen, source in page.context["queue"]] == [(True, "")]
    kept = olivia.post("/desk/verify-several/", {"source": "The shop's page"})
    assert kept.context["source"] == "The shop's page"
    assert not Verification.objects.filter(how="verify").exists()


def test_nobody_verifies_several_of_somebody_elses_cards(store, people, client_of):
    store.card("contact-us")
    marta = client_of(people.marta)
    opened = marta.get("/desk/verify/").context["opened"]
    given = {"opened": opened, "card": ["contact-us"], "source": "Me", "confirmed": "1"}
    assert marta.post("/desk/verify-several/", given).status_code == 403
    assert not Verification.objects.filter(how="verify").exists()


def test_the_card_says_why_it_is_due_and_from_when_a_channel_hands_over(clock, store, card, people, client_of):
    set_ladder(Channel.objects.get(slug="chat"), {"expired": {"medium": "escalate"}}, by=people.ada)
    store.fact(value=9)
    clock.shift(DAY)
    shown = client_of(people.ana).get("/cards/cancel-order/").content.decode()
    assert "/desk/fact/refunds.card_days/" in shown
    assert "April 1, 2026" in shown
    assert "Hand over to a person" in shown
    assert "/desk/verify/cancel-order/" not in shown
    assert "/desk/verify/cancel-order/" in client_of(people.olivia).get("/cards/cancel-order/").content.decode()


def test_a_colleague_flags_without_script_and_the_owner_answers(clock, card, people, client_of):
    clock.shift(DAY)
    ana, olivia = client_of(people.ana), client_of(people.olivia)
    response = ana.post("/cards/cancel-order/flag/", {"kind": "outdated", "comment": "The carrier changed."})
    assert response.url == "/cards/cancel-order/"
    flag = Flag.objects.get()
    assert (flag.by, flag.kind, flag.channel) == (people.ana, "outdated", "agents")
    assert b"The carrier changed." in olivia.get(url(card)).content
    assert b"The carrier changed." in ana.get("/desk/flags/").content
    answer = reverse("answer_flag", args=[flag.pk])
    assert ana.post(answer, {"resolution": "Never mind"}).status_code == 403
    assert olivia.post(answer, {"resolution": ""}).status_code == 400
    assert olivia.post(answer, {"resolution": "Mended in version 2"}).status_code == 302
    assert olivia.post(answer, {"resolution": "Again"}).status_code == 409
    flag.refresh_from_db()
    assert (flag.resolution, flag.resolved_by) == ("Mended in version 2", people.olivia)


def test_what_led_to_a_doubt_is_shown_to_who_verifies_next(clock, store, card, people, client_of):
    clock.shift(DAY)
    for person in (people.ana, people.marta, people.max):
        flag(version_of(card), "wrong", f"{person.username} says no", by=person)
    assert Verification.objects.get(how="doubt").version == version_of(card)
    clock.shift(DAY)
    page = client_of(people.olivia).get(url(card)).content.decode()
    assert all(f"{name} says no" in page for name in ("ana", "marta", "max"))
    assert "nobody has flagged it" not in page


def test_a_manager_looks_again_and_sees_how_people_verify(clock, card, people, client_of):
    olivia, mx = client_of(people.olivia), client_of(people.max)
    page = olivia.get(url(card))
    olivia.post(url(card), typed(page, card))
    row = Verification.objects.latest("id")
    look, _ = SecondLook.objects.get_or_create(verification=row, defaults={"reasons": ["too_fast"], "created_at": row.at})
    assert olivia.get("/desk/second-looks/").status_code == 403
    shown = mx.get("/desk/second-looks/").content.decode()
    assert "Faster than one can read" in shown
    close = reverse("close_second_look", args=[look.pk])
    assert mx.post(close, {"was": "wrong", "note": ""}).status_code == 400
    assert mx.post(close, {"was": "wrong", "note": "Page 7 says otherwise."}).status_code == 302
    last = Verification.objects.latest("id")
    assert (last.how, last.by, last.reason) == ("doubt", people.max, "Page 7 says otherwise.")
    assert mx.post(close, {"was": "right"}).status_code == 403


@pytest.mark.parametrize("address", ["/desk/flags/", "/desk/verify/"])
def test_many_flags_take_no_more_queries_than_few(client_of, people, store, django_assert_max_num_queries, address):
    versions = [store.version(store.card(f"card-{number}")) for number in range(4)]
    for version in versions * 5:
        flag(version, "unclear", channel="chatbot")
    for who in (people.pavel, people.ana):
        client = client_of(who)
        client.get("/desk/")  # What the navigation counts is remembered for a minute, at one query a page.
        with django_assert_max_num_queries(30):
            assert client.get(address).status_code == 200
