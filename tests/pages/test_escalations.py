"""The page on which colleagues see who waits, take a question and say what became of it."""

import pytest

from policies.models import Escalation, QueueAddress
from policies.queues.escalating import Handed, escalate, take
from policies.webhooks.signing import secret_of
from tests.pages.marked import text_of

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/escalations/"


@pytest.fixture
def made(store):
    card = store.cancel_order()
    handed = Handed("orders", "en", "rule", card, store.version(card), {"order_stage": "lost"}, receipt="r.e.c")
    return escalate("where is my parcel?", handed, channel="bot", message="It is a gift.")


@pytest.fixture
def ana(client_of, people):
    return client_of(people.ana)


def test_it_shows_question_context_receipt_and_why(made, ana):
    page = text_of(ana.get(ADDRESS))
    for part in (
        "where is my parcel?",
        "It is a gift.",
        "Order stage: Lost",
        "The rule says so",
        "/receipts/r.e.c/",
        "Can I still",
    ):
        assert part in page


def test_the_desk_counts_who_waits(made, ana, people):
    counted = '<span class="places__count">1</span>'
    assert counted in text_of(ana.get("/desk/facts/"))
    take(made, by=people.ana)
    assert counted not in text_of(ana.get("/desk/facts/"))


def test_one_takes_closes_and_opens_it_again(made, ana, people):
    page = f"{ADDRESS}{made.pk}/"
    assert ana.post(f"{page}take/", {"state": "open"})["Location"] == page
    assert Escalation.objects.get().by == people.ana
    ana.post(f"{page}assign/", {"state": "taken", "person": people.max.pk})
    assert Escalation.objects.get().by == people.max
    assert "Say what became of it" in text_of(ana.post(f"{page}close/", {"state": "taken", "note": ""}, follow=True))
    ana.post(f"{page}close/", {"state": "taken", "note": "Found it.", "next": ADDRESS})
    assert "Nobody waits" in text_of(ana.get(ADDRESS))
    assert "Found it." in text_of(ana.get(f"{ADDRESS}?state=closed"))
    ana.post(f"{page}reopen/", {"state": "closed"})
    assert Escalation.objects.get().state == "open"


def test_who_comes_second_is_told(made, ana, client_of, people):
    ana.post(f"{ADDRESS}{made.pk}/take/", {"state": "open"})
    late = client_of(people.max).post(f"{ADDRESS}{made.pk}/take/", {"state": "open"})
    assert late.status_code == 409
    assert Escalation.objects.get().by == people.ana


def test_it_can_be_narrowed(made, ana, people):
    escalate("another", Handed("parcels", "en"), channel="chat")
    assert "another" not in text_of(ana.get(f"{ADDRESS}?queue=orders"))
    assert "where is my parcel?" not in text_of(ana.get(f"{ADDRESS}?channel=chat"))
    take(made, by=people.ana)
    mine = text_of(ana.get(f"{ADDRESS}?mine=yes"))
    assert "where is my parcel?" in mine
    assert "another" not in mine
    assert ana.get(f"{ADDRESS}?state=eaten").status_code == 200


def test_others_see_nothing(made, client_of, people, client):
    assert client_of(people.stranger).get(ADDRESS).status_code == 403
    marta = client_of(people.marta)
    assert "where is my parcel?" not in text_of(marta.get(ADDRESS))
    assert marta.get(f"{ADDRESS}{made.pk}/").status_code == 404
    assert marta.post(f"{ADDRESS}{made.pk}/take/").status_code == 404
    assert client.get(ADDRESS).status_code == 302


def test_administrators_say_where_a_queue_is_told(made, ana, client_of, people):
    assert ana.get(f"{ADDRESS}queues/").status_code == 403
    ada = client_of(people.ada)
    assert 'value="orders"' in text_of(ada.get(f"{ADDRESS}queues/"))
    wrong = ada.post(f"{ADDRESS}queues/", {"queue": "orders", "orders-email": "no", "orders-language": "en"})
    assert wrong.status_code == 422
    assert "Write a whole e-mail address." in text_of(wrong)
    ada.post(f"{ADDRESS}queues/", {"queue": "orders", "orders-email": "o@store.example", "orders-language": "ru"})
    assert QueueAddress.objects.get().email == "o@store.example"
    assert ada.post(f"{ADDRESS}queues/", {"queue": "nowhere"}).status_code == 404


def test_the_secret_of_a_queue_is_shown_once(made, ana, client_of, people):
    ada, address = client_of(people.ada), f"{ADDRESS}queues/"
    given = {"queue": "orders", "orders-url": "https://desk.example.com/hook", "orders-language": "en"}
    first = ada.post(address, given)
    secret = secret_of(QueueAddress.objects.get())
    assert first.status_code == 201
    assert secret in text_of(first)
    assert secret not in text_of(ada.get(address))
    assert ada.post(address, given).status_code == 302
    assert ana.post(f"{address}orders/secret/", {"hours": "1"}).status_code == 403
    assert ada.post(f"{address}orders/secret/", {"hours": "1000"}).status_code == 302
    assert QueueAddress.objects.get().generation == 1
    new = ada.post(f"{address}orders/secret/", {"hours": "1"})
    assert (new.status_code, QueueAddress.objects.get().generation) == (201, 2)
    assert secret_of(QueueAddress.objects.get()) in text_of(new)
    assert ada.post(f"{address}nowhere/secret/", {"hours": "1"}).status_code == 404
