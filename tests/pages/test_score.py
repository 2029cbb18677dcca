"""The score: answers are counted as they leave, and each number on the page is a link to what it counts."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.models import Served
from policies.publishing import current_revision, now
from policies.trust import served
from policies.trust.score import drags, share_of_answers
from policies.trust.verifying import doubt, verify
from search.model import refit
from search.sync import publications_since, sync

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
THINGS = ("rule:not-shipped", "rule:on-its-way", "rule:lost", "rule:delivered", "fact:refunds.card_days")


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def card(clock, store):
    return store.cancel_order()


@pytest.fixture
def chatbot(channel):
    return channel("public", slug="chatbot")


def counted():
    served.flush()
    rows = Served.objects.order_by("channel", "trust", "status").values_list("channel", "trust", "status", "count")
    return list(rows)


def test_every_channel_counts_the_answers_it_gives(card, chatbot, client, client_of, people):
    for _ in range(2):
        chatbot.get("/api/v1/answers/cancel-order?order_stage=packed")
    question = {"question": "is it too late to cancel my order", "lang": "en", "context": {"order_stage": "packed"}}
    chatbot.post("/api/v1/ask", question, content_type="application/json")
    client.get("/faq/en/cancel-order/?order_stage=packed")
    ana = client_of(people.ana)
    ana.get("/cards/cancel-order/?order_stage=packed")
    ana.get("/?q=cancel my order&order_stage=packed")
    assert counted() == [
        ("agents", "verified", "answered", 2),
        ("chatbot", "verified", "answered", 3),
        ("faq", "verified", "answered", 1),
    ]


def test_questions_back_answers_of_another_day_and_what_is_only_passed_by_are_none(card, chatbot, client_of, people):
    chatbot.get("/api/v1/answers/cancel-order")
    chatbot.get("/api/v1/answers/cancel-order?order_stage=packed&as_of=2026-03-02T08:00:00Z")
    chatbot.get("/api/v1/search?q=cancel")
    client_of(people.ana).get("/?q=cancel my order&order_stage=packed", headers={"HX-Request": "true"})
    assert counted() == [("chatbot", "verified", "needs_context", 1)]
    assert share_of_answers(Served.objects.filter(status="answered")).all == 0


def test_counts_are_written_together_later_and_added_up(card, chatbot):
    with CaptureQueriesContext(connection) as asked:
        chatbot.get("/api/v1/answers/cancel-order?order_stage=packed")
    assert not [query for query in asked if "policies_served" in query["sql"]]
    assert not Served.objects.exists()
    assert (served.flush(), served.flush()) == (1, 0)
    chatbot.get("/api/v1/answers/cancel-order?order_stage=packed")
    assert counted() == [("chatbot", "verified", "answered", 2)]


def test_each_language_is_counted_by_itself(card, chatbot):
    for language in ("en", "pt-BR", "ru", "ru"):
        chatbot.get(f"/api/v1/answers/cancel-order?order_stage=packed&lang={language}")
    served.flush()
    assert dict(Served.objects.values_list("language", "count")) == {"en": 1, "pt-BR": 1, "ru": 2}


def test_what_fits_no_more_is_said_and_fails_nothing(card, chatbot, monkeypatch, caplog):
    monkeypatch.setattr(served, "LARGEST", 0)
    for _ in range(3):
        assert chatbot.get("/api/v1/answers/cancel-order?order_stage=packed").status_code == 200
    assert served.flush() == 1
    assert "2 answers were given that could not be counted" in caplog.text


def test_the_page_shows_both_shares_and_what_lowers_them(clock, store, card, chatbot, people, client_of):
    store.card("contact-us", topic="service")
    for _ in range(3):
        chatbot.get("/api/v1/answers/contact-us")
    doubt(card, by=people.olivia, reason="No.")
    chatbot.get("/api/v1/answers/cancel-order?order_stage=packed")
    served.flush()
    ana = client_of(people.ana)
    page = ana.get("/desk/trust/")
    assert (page.context["answers"].percent, page.context["answers"].all) == (75, 4)
    assert (page.context["cards"].percent, page.context["cards"].all) == (50, 2)
    assert [(drag.standing.subject.slug, drag.served.late) for drag in page.context["drags"]] == [("cancel-order", 1)]
    assert {line.key: (line.cards.percent, line.served.percent) for line in page.context["topics"]} == {
        "cancellation": (0, 0),
        "service": (100, 100),
    }
    shown = page.content.decode()
    for address in ("/desk/trust/cards/?late=1", "/desk/trust/answers/?channel=chatbot", "/desk/trust/cards/?topic=service"):
        assert address in shown
    late = ana.get("/desk/trust/cards/?late=1").context["standings"]
    assert [standing.subject.slug for standing in late] == ["cancel-order"]
    assert [line["count"] for line in ana.get("/desk/trust/answers/?channel=chatbot").context["lines"]] == [3, 1]
    assert ana.get("/desk/trust/answers/?topic=service").context["lines"][0]["version__subject__slug"] == "contact-us"
    clock.shift(31 * DAY)
    assert client_of(people.ana).get("/desk/trust/").context["answers"].all == 0
    assert drags([]) == []


def test_verifying_gives_neither_the_index_nor_the_answer_model_anything_to_do(card, people):
    sync()
    refit.refit()
    before = current_revision()
    verify(card, by=people.olivia, answers=[{"thing": thing, "is_right": True, "source": "x"} for thing in THINGS])
    assert current_revision() == before + 1
    assert not publications_since(before, START, now()).exists()
    assert sync() == 0
    assert refit.refit() == 0


@pytest.mark.django_db(transaction=True)  # Inside a test's own transaction nothing is remembered.
def test_a_list_of_many_cards_costs_no_query_for_each(clock, store, client):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/faq/en/").status_code == 200
        return len(asked)

    store.card("first-card")
    store.card("second-card")
    few = queries()
    for number in range(6):
        store.card(f"card-{number}")
    assert queries() <= few
