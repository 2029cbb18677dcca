"""Reading what must be read, asking for it, who has and has not; and "changed since you last looked" on a card."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.models import Acknowledgement, Look, MustRead, Notice
from policies.notices.must_reads import require_reading

pytestmark = pytest.mark.django_db
QUESTION = {
    "en": {"text": "Until when can one cancel?", "options": ["Until it is packed", "Until it is sent"]},
    "ru": {"text": "До какого момента можно отменить?", "options": ["Пока не собран", "Пока не отправлен"]},
}


@pytest.fixture
def card(store):
    return store.cancel_order()


@pytest.fixture
def version(store, card):
    content = store.text(card)
    content["languages"]["en"]["short"] = "You can cancel until the parcel is packed."
    content["languages"]["ru"]["short"] = "Заказ можно отменить, пока он не собран."
    store.publish(card, content)
    return store.version(card)


@pytest.fixture
def must_read(version, people):
    return require_reading(version, by=people.olivia, question=QUESTION, right=0)


@pytest.fixture
def ana(client_of, people):
    return client_of(people.ana)


def ask_url(version):
    return reverse("ask_to_read", args=(version.subject.slug, version.number))


def test_an_agent_reads_what_changed_and_answers(ana, must_read):
    page = ana.get(reverse("must_reads")).content.decode()
    assert "Until when can one cancel?" in page
    assert "<ins>" in page
    response = ana.post(reverse("must_read", args=(must_read.pk,)), {"choice": "1"}, follow=True)
    assert "That is not right" in response.content.decode()
    assert "1 wrong answer so far" in response.content.decode()
    response = ana.post(reverse("must_read", args=(must_read.pk,)), {"choice": "0"}, follow=True)
    assert "You have read everything" in response.content.decode()
    assert Acknowledgement.objects.get().attempts == 2


def test_the_question_comes_in_the_readers_language(ana, must_read):
    ana.cookies["django_language"] = "ru"
    assert "До какого момента можно отменить?" in ana.get(reverse("must_reads")).content.decode()
    ana.cookies["django_language"] = "pt-br"
    assert "Until when can one cancel?" in ana.get(reverse("must_reads")).content.decode()


@pytest.mark.parametrize("choice", ["", "x", "-1", "99999", "2"])
def test_what_is_no_answer_is_a_wrong_one(ana, must_read, choice):
    assert ana.post(reverse("must_read", args=(must_read.pk,)), {"choice": choice}).status_code == 302
    assert not Acknowledgement.objects.exists()


def test_who_is_no_agent_has_nothing_to_acknowledge(client_of, people, must_read):
    marta = client_of(people.marta)
    assert "You have read everything" in marta.get(reverse("must_reads")).content.decode()
    assert marta.post(reverse("must_read", args=(must_read.pk,)), {"choice": "0"}).status_code == 403


def test_the_page_of_a_version_offers_it_to_who_may(client_of, people, version):
    address = reverse("version", args=("card", "cancel-order", 2))
    assert ask_url(version) in client_of(people.olivia).get(address).content.decode()
    for person in (people.marta, people.ana, people.pavel):
        assert ask_url(version) not in client_of(person).get(address).content.decode()
        assert client_of(person).get(ask_url(version)).status_code == 403
        assert client_of(person).post(ask_url(version), {"days": 3}).status_code == 403
    assert not MustRead.objects.exists()


def test_an_owner_makes_it_a_must_read_with_a_question_in_each_language(client_of, people, version):
    given = {
        "days": "5",
        "right": "2",
        "text-en": "Until when?",
        "options-en": "Sent\r\nPacked\r\n",
        "text-ru": "До каких пор?",
        "options-ru": "Отправлен\nСобран",
    }
    response = client_of(people.olivia).post(ask_url(version), given)
    found = MustRead.objects.get()
    assert response.url == reverse("must_read_readers", args=(found.pk,))
    assert (found.days, found.right, sorted(found.question)) == (5, 1, ["en", "ru"])
    assert found.question["en"]["options"] == ["Sent", "Packed"]


def test_it_says_what_is_missing_and_keeps_what_was_typed(client_of, people, version):
    given = {"days": "5", "text-en": "Until when, exactly?", "options-en": "Sent"}
    response = client_of(people.olivia).post(ask_url(version), given)
    assert response.status_code == 422
    assert "options-en" in response.context["form"].errors
    assert "Until when, exactly?" in response.content.decode()


def test_the_owner_sees_who_has_read_it_and_reminds(ana, client_of, people, must_read):
    olivia, address = client_of(people.olivia), reverse("must_read_readers", args=(must_read.pk,))
    page = olivia.get(address).content.decode()
    assert "0 of 1" in page
    assert "Not yet" in page
    assert "1 person was reminded" in olivia.post(address, follow=True).content.decode()
    assert "reminded today already" in olivia.post(address, follow=True).content.decode()
    assert Notice.objects.filter(person=people.ana, kind="must_read_again").count() == 1
    ana.post(reverse("must_read", args=(must_read.pk,)), {"choice": "0"})
    page = olivia.get(address).content.decode()
    assert "1 of 1" in page
    assert "Remind now" not in page
    assert ana.get(address).status_code == 403
    assert ana.post(address).status_code == 403


def test_a_card_says_what_changed_since_one_last_looked(store, card, ana, people):
    address = reverse("card", args=("cancel-order",))
    assert "Changed since" not in ana.get(address).content.decode()
    content = store.text(card)
    content["languages"]["en"]["short"] = "You can cancel until the parcel is packed."
    store.publish(card, content)
    page = ana.get(address).content.decode()
    assert "Changed since you last looked" in page
    assert "<del>leaves</del><ins>is</ins>" in page
    ana.post(reverse("got_it", args=("cancel-order",)), {"version": "1"})
    assert "Changed since" in ana.get(address).content.decode()
    ana.post(reverse("got_it", args=("cancel-order",)), {"version": "2"})
    assert "Changed since" not in ana.get(address).content.decode()
    assert Look.objects.get(person=people.ana).version.number == 2


def test_another_time_is_not_news(store, card, version, ana, people):
    address = reverse("card", args=("cancel-order",))
    Look.objects.create(person=people.ana, subject=card, version=version.based_on, at=version.approved_at)
    assert "Changed since" in ana.get(address).content.decode()
    instant = version.publications.get().effective_from.isoformat().replace("+", "%2B")
    assert "Changed since" not in ana.get(f"{address}?as_of={instant}").content.decode()


def test_knowing_what_changed_costs_one_query(card, ana):
    address = reverse("card", args=("cancel-order",))
    ana.get(address)
    with CaptureQueriesContext(connection) as asked:
        ana.get(address)
    assert sum("policies_look" in query["sql"] for query in asked.captured_queries) == 1
    assert not [query for query in asked.captured_queries if "INSERT INTO" in query["sql"] and "policies_look" in query["sql"]]


def test_got_it_is_for_colleagues_and_for_cards_that_are_there(client, client_of, people, card):
    assert client.post(reverse("got_it", args=("cancel-order",))).status_code == 302
    assert client_of(people.stranger).post(reverse("got_it", args=("cancel-order",))).status_code == 403
    assert client_of(people.ana).post(reverse("got_it", args=("no-such-card",))).status_code == 404
    assert client_of(people.ana).get(reverse("got_it", args=("cancel-order",))).status_code == 405
    assert not Look.objects.exists()


def test_nobody_is_reminded_of_what_is_over(store, client_of, people, card, must_read):
    olivia, address = client_of(people.olivia), reverse("must_read_readers", args=(must_read.pk,))
    page = olivia.get(address).content.decode()
    assert ("Remind now" in page, "Not yet" in page) == (True, True)
    content = store.text(card)
    content["languages"]["en"]["short"] = "You can cancel until the parcel is sent."
    store.publish(card, content)
    page = olivia.get(address).content.decode()
    assert ("Remind now" in page, "Not yet" in page, "This must-read is over" in page) == (False, False, True)
    assert olivia.post(address).status_code == 409
    assert not Notice.objects.filter(kind="must_read_again").exists()
