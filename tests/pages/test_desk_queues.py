"""The desk: all that waits for a person, counted in the navigation; several at once after a look; the next after an act."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.desk import queues_of
from policies.desk_counts import counts_of
from policies.models import Card, Escalation, Event, Notice, SecondLook, Subject, Version
from policies.notices.causes import tell_of_events
from policies.notices.must_reads import require_reading
from policies.notices.reminders import remind
from policies.people.departures import deactivate
from policies.people.involvements import involve
from policies.queues.escalating import Handed, escalate, take
from policies.review.reviewing import approve, request_changes, submit
from policies.trust.flags import flag, resolve_flag
from policies.trust.verifying import doubt, verify
from tests.people import make_person

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as moved:
        yield moved


def changed(store, card, words="Write or call."):
    content = store.text(card)
    content["languages"]["en"]["short"] = words
    return content


def on_desk(client):
    """By queue: the titles of its lines, and how many there are."""
    return {section.name: [line.title for line in section.lines] for section in client.get("/desk/").context["sections"]}


@pytest.fixture
def busy(clock, store, people):
    """Something in every queue: Olivia owns the cards, Marta writes, Max manages, Ana answers customers."""
    cards = {slug: store.card(slug, risk="low") for slug in ("contact-us", "gift-wrap", "opening-hours", "sizes", "care")}
    submit(store.draft(cards["contact-us"], changed(store, cards["contact-us"])), by=people.marta)
    submit(store.draft(cards["gift-wrap"], changed(store, cards["gift-wrap"])), by=people.marta)
    store.approved(cards["opening-hours"], changed(store, cards["opening-hours"]))
    store.draft(cards["sizes"], changed(store, cards["sizes"]))
    store.publish(cards["sizes"], changed(store, cards["sizes"], "Something else."))
    flag(store.version(cards["care"]), "wrong", "No longer so.", by=people.ana)
    doubt(cards["care"], by=people.max, reason="No.")
    cancel = store.cancel_order()
    content = store.text(cancel)
    content["languages"]["ru"]["made_for"] = content["languages"]["pt-BR"]["made_for"] = 1
    content["languages"]["en"]["short"] = "You can cancel until it is packed."
    store.publish(cancel, content)
    require_reading(store.version(cancel), by=people.olivia, days=3)
    done = verify(cards["sizes"], by=people.olivia, answers=[{"thing": "text", "is_right": True, "source": "the list"}])
    SecondLook.objects.get_or_create(verification=done.row, defaults={"reasons": ["chance"], "created_at": done.row.at})
    escalate("where is my parcel", Handed("orders", "en"), channel="chatbot")
    return cards


def test_one_desk_holds_all_that_waits(busy, client_of, people):
    boss, marta, olivia, ana = (on_desk(client_of(person)) for person in (people.max, people.marta, people.olivia, people.ana))
    assert set(boss) == {"customers", "to_review", "to_publish", "flags", "to_verify", "second_looks", "translations"}
    assert boss["to_review"] == ["Contact us", "Gift wrap"]
    assert (boss["to_publish"], boss["flags"], boss["to_verify"]) == (["Opening hours"], ["Care"], ["Care"])
    assert boss["customers"] == ["where is my parcel"]
    assert marta == {
        "to_merge": ["Sizes"],
        "translations": ["Can I still cancel my order?"],
        "drafts": ["Sizes"],
        "waiting": ["Contact us", "Gift wrap"],
    }
    assert {"to_review", "flags", "to_verify"} <= set(olivia)
    assert "second_looks" not in olivia, "nobody looks again at their own verification"
    assert set(ana) == {"customers", "must_reads"}
    take(Escalation.objects.get(), by=people.ana)
    assert set(on_desk(client_of(people.ana))) == {"taken", "must_reads"}
    page = client_of(people.marta).get("/desk/").content.decode()
    assert "/desk/card/sizes/2/merge/3/" in page
    assert "Verifications by others that you look at again." in page, "what is empty says what will stand there"


def test_an_empty_desk_says_what_will_stand_there(client_of, people):
    page = client_of(people.marta).get("/desk/").content.decode()
    assert "Nothing is waiting for you" in page
    assert "Drafts of yours that lack what somebody else published meanwhile." in page


def test_what_somebody_inherits_waits_until_it_is_confirmed(store, client_of, people):
    eva = make_person("eva", "owner")
    Subject.objects.filter(pk=store.card("contact-us").pk).update(owner=eva)
    deactivate(eva, by=people.ada)
    assert on_desk(client_of(people.max))["to_confirm"] == ["contact-us"]


def test_the_navigation_counts_what_the_lists_hold(busy, client_of, people):
    for person in people:
        if person == people.stranger:
            continue
        lengths = queues_of(person).lengths()
        counts = counts_of(person)
        assert dict(counts.queues) == lengths
        shown = client_of(person).get("/desk/").content.decode()
        assert (f'nav__count">{counts.all}<' in shown) == bool(counts.all)
    assert counts_of(people.stranger).all == 0
    assert counts_of(people.max).all == 8


@pytest.mark.django_db(transaction=True)  # Inside a test's own transaction nothing is remembered.
def test_counting_costs_one_query_until_something_happens(store, people):
    def asked(person):
        person = User.objects.get(pk=person.pk)
        person.groups.all()
        counts_of(person)  # Roles are asked for once for each request.
        with CaptureQueriesContext(connection) as queries:
            counts = counts_of(person)
        return len(queries), counts.queues["to_review"]

    # The minute may end in the middle of a test: so it stands still.
    with time_machine.travel(START, tick=False):
        cards = [store.card(f"card-{number}", risk="low") for number in range(3)]
        assert asked(people.olivia) == (1, 0)
        for card in cards:
            submit(store.draft(card, changed(store, card)), by=people.marta)
        assert asked(people.olivia) == (1, 3)
        approve(Version.objects.filter(state="in_review")[0], by=people.olivia)
        assert asked(people.olivia) == (1, 2)
        assert asked(people.ana) == (1, 0)


def test_several_of_low_risk_are_approved_after_a_look(busy, store, client_of, people):
    olivia = client_of(people.olivia)
    names = ["card:contact-us:2", "card:gift-wrap:2"]
    preview = olivia.post(reverse("approve_several"), {"version": names})
    assert "<ins>Write" in preview.content.decode()
    assert "Approve 2 versions?" in preview.content.decode()
    assert Version.objects.filter(state="in_review").count() == 2, "a look changes nothing"
    olivia.post(reverse("approve_several"), {"version": names, "confirmed": "1"})
    assert not Version.objects.filter(state="in_review").exists()
    assert Event.objects.filter(action="approve", by=people.olivia).count() >= 2


def test_all_are_approved_or_none(busy, store, client_of, people):
    Card.objects.filter(slug="gift-wrap").update(risk="high")
    before = Event.objects.count()
    olivia, marta, ana = (client_of(person) for person in (people.olivia, people.marta, people.ana))
    names = {"version": ["card:contact-us:2", "card:gift-wrap:2"]}
    assert "look at this one by itself" in olivia.post(reverse("approve_several"), names).content.decode()
    for who in (olivia, marta, ana):
        who.post(reverse("approve_several"), {**names, "confirmed": "1"})
    marta.post(reverse("approve_several"), {"version": ["card:contact-us:2"], "confirmed": "1"})
    olivia.post(reverse("approve_several"), {"version": ["card:contact-us:1"], "confirmed": "1"})
    assert Version.objects.filter(state="in_review").count() == 2
    assert Event.objects.count() == before
    assert "Choose at least one" in olivia.post(reverse("approve_several"), {}, follow=True).content.decode()


def test_the_next_thing_is_offered_after_an_act(busy, client_of, people):
    olivia = client_of(people.olivia)

    def after(verb, slug, **form):
        return olivia.post(reverse("act", args=("card", slug, 2, verb)), form, follow=True).content.decode()

    shown = after("approve", "contact-us")
    assert 'Next: <a href="/desk/card/gift-wrap/2/" data-key="n">Gift wrap</a>' in shown
    assert 'data-key="n"' not in after("request-changes", "gift-wrap", comment="Shorter."), "that was the last"
    assert 'Next: <a href="/desk/card/contact-us/2/"' in after("publish", "opening-hours")


def test_owners_of_several_things_are_settled_after_a_look(store, client_of, people):
    eva = make_person("eva", "owner")
    cards = [store.card(slug) for slug in ("contact-us", "gift-wrap", "sizes")]
    Subject.objects.filter(pk__in=[card.pk for card in cards]).update(owner=eva)
    deactivate(eva, by=people.ada)
    boss, names = client_of(people.max), ["card:contact-us", "card:gift-wrap"]
    assert "Choose at least one" in boss.post(reverse("settle_unowned"), {"act": "confirm"}).content.decode()
    look = {"thing": names, "act": "assign", "owner": people.pavel.pk}
    preview = boss.post(reverse("settle_unowned"), look).content.decode()
    assert "<del>Max</del> → <strong>Pavel</strong>" in preview
    assert Subject.objects.filter(inherited_from=eva).count() == 3, "a look changes nothing"
    refused = client_of(people.marta).post(reverse("settle_unowned"), {**look, "confirmed": "1"})
    assert refused.status_code == 422
    assert Subject.objects.filter(inherited_from=eva).count() == 3
    boss.post(reverse("settle_unowned"), {**look, "confirmed": "1"})
    assert set(Subject.objects.filter(owner=people.pavel).values_list("slug", flat=True)) == {"contact-us", "gift-wrap"}
    boss.post(reverse("settle_unowned"), {"thing": ["card:sizes"], "act": "confirm", "confirmed": "1"})
    assert not Subject.objects.filter(inherited_from=eva).exists()
    again = boss.post(reverse("settle_unowned"), {"thing": ["card:sizes"], "act": "confirm", "confirmed": "1"})
    assert again.status_code == 422


def test_the_list_of_what_was_inherited_costs_no_query_for_each(store, client_of, people):
    def queries(person):
        with CaptureQueriesContext(connection) as asked:
            assert client_of(person).get(reverse("unowned")).status_code == 200
        return len(asked)

    def leave(name, *slugs):
        eva = make_person(name, "owner")
        Subject.objects.filter(pk__in=[store.card(slug).pk for slug in slugs]).update(owner=eva)
        deactivate(eva, by=people.ada)

    leave("eva", "one")
    few = queries(people.marta)
    leave("otto", "two", "three", "four", "five")
    assert queries(people.marta) <= few


def test_a_decision_settles_everybodys_notices(store, people):
    card = store.card("contact-us")
    involve(card, "verifier", people.pavel, by=people.olivia)
    tell_of_events()

    def waiting(kind):
        tell_of_events()
        return sorted(Notice.objects.filter(kind=kind, seen_at=None).values_list("person__username", flat=True))

    submit(store.draft(card, changed(store, card)), by=people.marta)
    assert waiting("review_wanted") == ["olivia", "pavel"]
    request_changes(Version.objects.get(state="in_review"), by=people.olivia, comment="Shorter.")
    assert waiting("review_wanted") == []
    Card.objects.filter(pk=card.pk).update(risk="high")
    submit(Version.objects.get(state="draft"), by=people.marta)
    approve(Version.objects.get(state="in_review"), by=people.olivia)
    assert waiting("review_wanted") == ["pavel"], "the other approval is still wanted"
    said = flag(store.version(card), "wrong", "No.", by=people.ana)
    remind()
    assert "olivia" in waiting("flagged")
    resolve_flag(said, by=people.olivia, resolution="Mended.")
    assert waiting("flagged") == []


def test_several_notices_are_taken_note_of_and_nobody_elses(busy, client_of, people):
    tell_of_events()
    olivia = client_of(people.olivia)
    mine = list(Notice.objects.filter(person=people.olivia, seen_at=None).values_list("pk", flat=True))
    others = Notice.objects.filter(seen_at=None).exclude(person=people.olivia)
    before = others.count()
    assert len(mine) > 2
    assert before
    olivia.post(reverse("see_notices"), {"chosen": "1", "notice": [*mine[:2], others[0].pk, "x"]})
    assert Notice.objects.filter(person=people.olivia, seen_at=None).count() == len(mine) - 2
    assert others.count() == before
    olivia.post(reverse("see_notices"), {"chosen": "1"})
    assert Notice.objects.filter(person=people.olivia, seen_at=None).count() == len(mine) - 2, "none chosen is not all"
